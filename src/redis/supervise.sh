# Keeps one Redis server running for as long as anybody uses it.
#
#   sh supervise.sh HOME SERVER [ARGUMENT...]     as the leader of a session of its own, with
#   descriptor 3    HOME/alive, open for reading  inherited by all processes below: while one of them lives,
#                                                 the named pipe has a reader, as the kernel tells everybody
#   HOME/users      named pipe; every user has it open for writing, so it ends with the last user, however that one
#                   died; a user who writes a name gets a file HOME/welcome.<name>, unless it came too late
#   HOME/leader     our process group, valid for signals while HOME/alive has a reader
#
# Starts a server that dies again, unless it dies five times in a row within a minute each. Ends with status 0.
umask 077
home=$1
shift
echo $$ >"$home/leader"
exec 4<"$home/users"

(
  while read -r name; do : >"$home/welcome.$name"; done <&4
  exec 4<&-
  kill -s TERM -- "-$$"
) &
watcher=$!
exec 4<&-

stopping=
server=
trap 'stopping=yes; [ -z "$server" ] || kill -s TERM "$server" 2>/dev/null' TERM
deaths=0
while [ -z "$stopping" ] && [ "$deaths" -lt 5 ]; do
  began=$(date +%s)
  "$@" </dev/null &
  server=$!
  # The signal may have come before the server had a number.
  [ -z "$stopping" ] || kill -s TERM "$server" 2>/dev/null
  # A signal ends `wait` early: the server is gone only when it no longer takes signals.
  while kill -0 "$server" 2>/dev/null; do wait "$server"; done
  [ "$(($(date +%s) - began))" -lt 60 ] || deaths=0
  deaths=$((deaths + 1))
  [ -n "$stopping" ] || sleep 0.1
done
kill -s TERM "$watcher" 2>/dev/null
exit 0
