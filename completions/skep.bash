# bash completion for skep; made by scripts/generate.
# skep itself tells what can come next, one "word<TAB>help" a line; a line
# "<TAB>files" asks for the names of files.
_skep() {
    local IFS=$'\n' line
    COMPREPLY=()
    for line in $(skep __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
    do
        if [[ $line == $'\tfiles' ]]; then
            compopt -o filenames
            COMPREPLY+=($(compgen -f -- "${COMP_WORDS[COMP_CWORD]}"))
        else
            COMPREPLY+=("$(printf '%q' "${line%%$'\t'*}")")
        fi
    done
}
complete -F _skep skep
