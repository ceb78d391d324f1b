# fish completion for skep; made by scripts/generate.
function __skep_complete
    set -l words (commandline -opc) (commandline -ct)
    for line in (skep __complete $words[2..] 2>/dev/null)
        if test "$line" = \tfiles
            __fish_complete_path (commandline -ct)
        else
            echo $line
        end
    end
end
complete -c skep -f -a '(__skep_complete)'
