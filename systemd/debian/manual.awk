# Makes a manual page of what `--help` prints: `awk -v name=unionsync-doctor -v version=1 -f manual.awk`.
# Its headings become the page's, and everything else stays as it is laid out. (help2man loses Chinese.)
function text(line) {
  gsub(/\\/, "\\e", line)
  gsub(/-/, "\\-", line)
  return line ~ /^[.']/ ? "\\&" line : line
}

function heading(words) {
  sub(/:$/, "", words)
  printf ".SH \"%s\"\n.nf\n", words
  isHeaded = 1
}

BEGIN { printf ".TH \"%s\" 1 \"\" \"unionsync %s\" \"User Commands\"\n", toupper(name), version }

# What the command is for is the page's name, in one line for `whatis`.
/^OVERVIEW: / { overview = substr($0, length("OVERVIEW: ") + 1); next }
overview && NF { overview = overview " " $0; next }
overview {
  printf ".SH NAME\n%s \\- %s\n", text(name), text(overview)
  overview = ""
  next
}

/^USAGE: / {
  heading("SYNOPSIS")
  print text(substr($0, length("USAGE: ") + 1))
  next
}
/^[A-Z][A-Z ]+:?$/ { heading($0); next }
# Many commands need no words beside their overview.
NF && !isHeaded { heading("DESCRIPTION") }
isHeaded { print text($0) }
