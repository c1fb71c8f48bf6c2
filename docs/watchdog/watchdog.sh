#!/bin/sh
# Opens what a dead controller left paused. docs/watchdog.md says what it does, what it may do and how it is installed.
#
# It needs a POSIX shell, curl with HTTP/2, sed, od and sleep. Nothing that comes from the cluster is run, globbed or taken for
# an option: what does not have exactly the form it should have is refused, and the log says so. Times are hundredths of a
# second of /proc/uptime, counted from what this process saw itself; no clock of another machine is compared.
# shellcheck disable=SC2030,SC2031 # what runs in the background is meant to keep its variables to itself
set -fu
export LC_ALL=C

log() { printf '%s\n' "$1" >&2; } # kubectl logs --timestamps says when
fail() {
    log "The watchdog can't start: $1"
    exit 2
}

# --- settings, in seconds: the manifest names those that an administrator may want to change -------------------------------

: "${WATCHDOG_GRACE:=45}"                         # A Lease that is not renewed for so long is taken,
: "${WATCHDOG_GAP:=10}" "${WATCHDOG_SETTLE:=15}"  # but after so long without an answer of the API server not for so long.
: "${WATCHDOG_MARGIN:=10}"                        # A Pause may arrive so long after max-pause-wait,
: "${WATCHDOG_TRUSTED:=30}"                       # or while whoever held a Lease before may go on trusting it.
: "${WATCHDOG_RENEW:=5}" "${WATCHDOG_CALL:=4}"    # How often it renews what it holds, and how long a request may take.
: "${WATCHDOG_LOOK:=2}" "${WATCHDOG_REST:=1}"     # How long it waits between two looks, and between two tries.
: "${WATCHDOG_AT_ONCE:=16}" "${WATCHDOG_TLS_CA:=}" "${WATCHDOG_NAMESPACE:=}" "${WATCHDOG_POD:=}" "${WATCHDOG_POD_UID:=}"
: "${WATCHDOG_TMP:=/tmp}" "${WATCHDOG_ACCOUNT:=/var/run/secrets/kubernetes.io/serviceaccount}"
host=${KUBERNETES_SERVICE_HOST:-kubernetes.default.svc}
case $host in *:*) host="[$host]" ;; esac
: "${WATCHDOG_API:=https://$host:${KUBERNETES_SERVICE_PORT:-443}}"

# whole NAME VALUE LEAST
whole() {
    case $2 in '' | 0?* | *[!0-9]* | ??????*) set -- "$1" -1 "$3" ;; esac
    [ "$2" -ge "$3" ] || fail "$1 has to be a whole number from $3 to 99999."
}
# positive NAME VALUE
positive() { case $2 in *[!0-9.]* | *.*.* | *.) false ;; *[1-9]*) ;; *) false ;; esac || fail "$1 has to be a number above 0."; }

whole WATCHDOG_GAP "$WATCHDOG_GAP" 0
whole WATCHDOG_SETTLE "$WATCHDOG_SETTLE" 0
whole WATCHDOG_MARGIN "$WATCHDOG_MARGIN" 0
whole WATCHDOG_TRUSTED "$WATCHDOG_TRUSTED" 0
# Less would take Leases of those who live, between two renewals.
whole WATCHDOG_GRACE "$WATCHDOG_GRACE" $((WATCHDOG_TRUSTED + WATCHDOG_SETTLE))
whole WATCHDOG_RENEW "$WATCHDOG_RENEW" 0
whole WATCHDOG_CALL "$WATCHDOG_CALL" 1
whole WATCHDOG_AT_ONCE "$WATCHDOG_AT_ONCE" 1
positive WATCHDOG_LOOK "$WATCHDOG_LOOK"
positive WATCHDOG_REST "$WATCHDOG_REST"
case $WATCHDOG_POD in '' | [!a-z0-9]* | *[!a-z0-9.-]*) fail "WATCHDOG_POD has to be this pod's name." ;; esac
[ -n "$WATCHDOG_NAMESPACE" ] || { IFS= read -r WATCHDOG_NAMESPACE || :; } 2>/dev/null <"$WATCHDOG_ACCOUNT/namespace"
case $WATCHDOG_NAMESPACE in '' | [!a-z0-9]* | *[!a-z0-9-]*) fail "WATCHDOG_NAMESPACE has to be the namespace that it watches." ;; esac
read -r nonce </proc/sys/kernel/random/uuid || fail "/proc/sys/kernel/random/uuid can't be read."

NOTE=scalar-backup.jenkins.io OURS=scalar-backup-watchdog. OWN=scalar-backup.watchdog-$WATCHDOG_POD LF='
'
LEASES=/apis/coordination.k8s.io/v1/namespaces/$WATCHDOG_NAMESPACE/leases PODS=/api/v1/namespaces/$WATCHDOG_NAMESPACE/pods
IDENTITY=$OURS$WATCHDOG_POD/$nonce clock=1970-01-01T00:00:00Z

now() {
    read -r uptime _ </proc/uptime
    now=${uptime#*.}
    now=$((${uptime%.*} * 100 + 1$now - 100))
}

# The kubelet asks so whether it goes on (alive), and whether it can read the Leases (ready).
case ${1-} in
    alive | ready)
        now
        read -r last <"$WATCHDOG_TMP/$1" && [ $((now - last)) -lt 3000 ]
        exit
        ;;
esac

for each in curl sed od sleep; do command -v "$each" >/dev/null || fail "there is no program $each in its image."; done
case $(curl -q -V) in *HTTP2*) ;; *) fail "the curl in its image does not know HTTP/2." ;; esac
[ -z "$WATCHDOG_TLS_CA" ] || { [ -f "$WATCHDOG_TLS_CA" ] && [ -r "$WATCHDOG_TLS_CA" ]; } ||
    fail "the file of WATCHDOG_TLS_CA, $WATCHDOG_TLS_CA, can't be read: see the volume \"ca\" and the names of its files."
now
{ echo "$now" >"$WATCHDOG_TMP/alive"; } 2>/dev/null || fail "$WATCHDOG_TMP can't be written to: see the volume \"tmp\"."

# --- the API server -------------------------------------------------------------------------------------------------------

# kube ARGUMENT...: curl, as the ServiceAccount.
kube() {
    token=''
    { IFS= read -r token || :; } 2>/dev/null <"$WATCHDOG_ACCOUNT/token" # each time: it is another one every hour
    case $token in '' | *[!A-Za-z0-9._~+/=-]*) return 200 ;; esac # curl has no such exit code
    curl -q -s -g --proto '=https' --noproxy '*' --max-time "$WATCHDOG_CALL" --cacert "$WATCHDOG_ACCOUNT/ca.crt" \
        -H @/dev/fd/3 -H 'Accept: application/json' "$@" 3<<END
Authorization: Bearer $token
END
}

# api METHOD PATH [BODY]: sets code (000 and why: no answer, or not all of one), answer, and from its head the time, for people
# to read.
api() {
    answer='' type=application/json
    [ "$1" != PATCH ] || type=application/merge-patch+json
    answer=$(printf %s "${3-}" | kube -X "$1" -D - -H 'Expect:' -H "Content-Type: $type" ${3:+--data-binary @-} "$WATCHDOG_API$2") || {
        case $? in 200) code="000, no token in $WATCHDOG_ACCOUNT" ;; *) code="000, exit code $? of curl" ;; esac
        return 1
    }
    code=${answer#* }
    code=${code%%[!0-9]*}
    date=${answer%%"$LF{"*}
    date=${date#*"$LF"[Dd]ate: }
    read -r _ day month year time _ <<END
${date%%GMT*}
END
    before=JanFebMarAprMayJunJulAugSepOctNovDec
    before=${before%%"$month"*}
    month=$((${#before} / 3 + 101))
    date=$year-${month#1}-${day}T${time}Z
    case $date in [0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z) clock=$date ;; esac
}

# renewal: sets spec, of a Lease that is renewed now: a renewTime that is another text each time.
renewal() {
    now
    each=$((now % 100 + 100))
    spec="\"renewTime\":\"${clock%Z}.${each#1}0000Z\""
}

# lease METHOD [BODY]: reads or changes the Lease that is worked on; sets version and holder.
lease() {
    api "$1" "$LEASES/$name?pretty=true" ${2:+"$2"}
    [ "$code" = 200 ] || return
    holder=''
    while read -r word value; do
        case $word in resourceVersion) version=$value ;; *) holder=$value ;; esac
    done <<END
$(printf '%s\n' "$answer" | sed -nE 's/^    "(resourceVersion|holderIdentity)": "([^"\\ ]+)",?$/\1 \2/p')
END
}

# change METADATA SPEC: compare-and-set; sets held, since when it is ours.
change() {
    renewal
    sent=$now
    lease PATCH "{\"metadata\":{\"resourceVersion\":\"$version\"$1},\"spec\":{$spec$2}}" && held=$sent
}

# is_anothers: asks whose the Lease is by now; fails if it is ours, and where nobody can say.
is_anothers() {
    lease GET
    case $code,$holder in
        200,"$IDENTITY") false ;;
        200,*) log "Lease $name is no longer ours (holder: ${holder:-nobody}, HTTP $code): nothing more is opened under it." ;;
        404,*) log "Lease $name of window $window was deleted: nothing more is opened under it. See which of its pods are paused, and unpause them: scalarUnpause(release: 'NAME', force: true)." ;;
        *) false ;;
    esac
}

# keeps: renews the Lease where that is due; as long as it can't be, and it may become another's, it waits. Fails if it is another's.
keeps() {
    while kill -0 $$ 2>/dev/null || return 1; do
        now
        [ $((now - held)) -ge $((WATCHDOG_RENEW * 100)) ] || return 0
        if change '' ''; then
            waits=''
            return 0
        fi
        why_not=$code
        ! is_anothers || return 1
        # Others wait for 30 s, and what is begun now has sent its last Unpause within two calls.
        [ $((now - held)) -ge 1000 ] || return 0
        [ -n "$waits" ] || log "Lease $name can't be renewed (HTTP $why_not): nothing more is sent to the pods of window $window until it is."
        waits=yes
        sleep "$WATCHDOG_REST"
    done
}

# --- pods -----------------------------------------------------------------------------------------------------------------

# call METHOD: one unary call with an empty request to address, port and tls; sets told to open, paused or a reason.
call() {
    method=$1
    case $tls in
        plain) set -- --http2-prior-knowledge "http://$address:$port/rpc.Admin/$method" ;;
        tls) set -- --http2 "https://$address:$port/rpc.Admin/$method" ;;
        *)
            host=${tls#tls:} # as a gRPC authority may be: also with a port, or an IPv6 address
            case $host in *]:*) host=${host%:*} ;; \[*) ;; *:*:*) host="[$host]" ;; *:*) host=${host%:*} ;; esac
            set -- --http2 "https://$host:$port/rpc.Admin/$method" --connect-to "::$address:$port"
            ;;
    esac
    [ -z "$WATCHDOG_TLS_CA" ] || set -- "$@" --cacert "$WATCHDOG_TLS_CA"
    hex=$({
        printf '\0\0\0\0\0' | curl -q -s -g --proto '=http,https' --noproxy '*' --connect-timeout 2 --max-time "$WATCHDOG_CALL" \
            -D - -o - -H 'Content-Type: application/grpc' -H 'TE: trailers' --data-binary @- "$@"
        printf 'X%s' $?
    } | od -An -v -tx1 -N 20000) # a right answer has a few hundred bytes
    # shellcheck disable=SC2086 # bytes, to be joined by one space each
    set -- $hex
    hex=" $* " status=' 67 72 70 63 2d 73 74 61 74 75 73 3a 20 ' # grpc-status:
    case $hex in
        *"${status}30 0d 0a "*)
            case $hex in
                *' 0d 0a 0d 0a 00 00 00 00 02 08 01 67 '*) told=paused ;;
                *' 0d 0a 0d 0a 00 00 00 00 00 67 '* | *' 0d 0a 0d 0a 00 00 00 00 02 08 00 67 '*) told=open ;;
                *) told="answers $method in a form that is not known" ;;
            esac
            ;;
        *"$status"*) told="refuses $method with gRPC status $(digits "${hex##*"$status"}")" ;;
        *" 58 3"*) told="does not answer $method (exit code $(digits "${hex##* 58 }") of curl)" ;;
        *) told="answers $method in a form that is not known" ;;
    esac
}

# digits HEX: the decimal digits that it begins with.
digits() { for each in $1; do case $each in 3?) printf %s "${each#3}" ;; *) return ;; esac done; }

# look_up: asks the API server for the pods of the wave, over one connection; sets found, a line each: CODE|UID|ADDRESS|PHASE|RUNS
look_up() {
    set --
    while read -r pod _; do [ -z "$pod" ] || set -- "$@" "$WATCHDOG_API$PODS/$pod?pretty=true"; done <<END
$wave
END
    found='' its_uid='' address='' phase='' runs=''
    while read -r word value; do
        case $word in
            uid) its_uid=$value ;;
            phase) phase=$value ;;
            podIP) address=$value ;;
            runs) runs=yes ;;
            code)
                found="$found$value|$its_uid|$address|$phase|$runs$LF"
                its_uid='' address='' phase='' runs=''
                ;;
        esac
    done <<END
$(kube --fail-early -w "${LF}code %{http_code}$LF" "$@" | sed -nE '/^code [0-9]+$/p
    /^  "metadata": \{$/,/^  \}/s/^    "(uid)": "([A-Za-z0-9-]+)",?$/\1 \2/p
    /^  "status": \{$/,/^  \}/{
        s/^    "(phase|podIP)": "([A-Za-z0-9:.]+)",?$/\1 \2/p
        s/^ +"running": \{.*/runs/p
    }')
END
}

# check: whether a pod that was looked up is paused; sets told to that, "is gone" or a reason, and address to what the API server
# has for this very pod: what a Lease says is not enough to speak to an address.
check() {
    case $address in *:*) address="[$address]" ;; esac
    case $runs$phase in Failed | Succeeded) its_uid=leftover ;; esac # all its containers have ended
    case $code,$its_uid,$address in
        404,*) told="is gone" ;;
        "200,$uid,") told="has no address" ;;
        "200,$uid,"*) call CheckPaused ;;
        200,?*) told="is gone" ;;
        *) told="can't be looked up (HTTP ${code:-000})" ;;
    esac
}

# round FUNCTION MAY: calls the function for each pod that is not over, several at a time, as long as the other one succeeds.
# What they print is added to outcome: "over POD UID", "open POD", "again", and what is told of a pod in the end.
round() {
    wave='' size=0 tried=0 news=$LF
    while read -r pod uid rest; do
        case $outcome in *"${LF}over $pod $uid$LF"*) continue ;; esac
        if [ -n "$pod" ]; then
            wave="$wave$pod $uid $rest$LF" size=$((size + 1))
            [ $size -ge "$at_once" ] || continue
        fi
        [ $size -gt 0 ] || continue # after the last pod comes an empty line
        look_up
        "$2" || return
        news=$news$(
            while read -r pod uid where port tls claim _ carried; do
                [ -n "$pod" ] || continue
                IFS='|' read -r code its_uid address phase runs <&3 || :
                "$1" &
            done 3<<FOUND <<END
$found
FOUND
$wave
END
            wait
        )$LF
        tried=$((tried + size)) wave='' size=0
    done <<END
$pods
END
    outcome=$outcome$news
}

# opens: a pod of the Lease that was taken, if it is paused.
opens() {
    ours=yes was_open='' answered=''
    [ "$claim" = claimed ] && [ -n "$begun$carried" ] || ours=''
    case $outcome in *"${LF}open $pod$LF"*) was_open=yes ;; esac
    now
    asked=$now
    check
    was=$told
    case $ours$was$was_open in
        yespaused* | yesrefuses* | yesanswers*) # who does not say whether it is paused may be
            [ "$was$was_open" != pausedyes ] || log "Pod $pod of window $window was paused late."
            call Unpause
            answered=$told
            call CheckPaused
            ;;
    esac
    case $ours,$told in
        *,"is gone")
            log "Pod $pod of window $window is gone: there is nothing to open."
            printf 'gone %s\n' "$pod"
            ;;
        yes,open)
            case $was,$was_open in
                paused,*) log "Pod $pod of window $window is open again." ;;
                *,'') log "Pod $pod of window $window was open already." ;;
            esac
            case $was,$outcome in *"${LF}opened $pod$LF"*) ;; paused,*) printf 'opened %s\n' "$pod" ;; esac
            if [ "$asked" -lt "$deadline" ]; then
                printf 'open %s\n' "$pod"
                return
            fi
            ;;
        yes,*)
            printf 'again\n'
            [ $((tries % 12)) = 0 ] || return
            case $told,$answered in paused,open) told="is still paused" ;; paused,*) told=$answered ;; esac
            hint="port $port of ${address:-$where} can be reached from here (TLS: $tls), or delete the pod"
            case $told in "can't be looked up"*) hint="the API server answers, and this ServiceAccount may get pods" ;; esac
            log "Pod $pod of window $window is not open: it $told. It is tried again. See that $hint."
            [ "${address:-$where}" = "$where" ] || log "Its Lease has pod $pod at $where, where it is not: it is at $address."
            return
            ;;
        ,paused)
            log "Pod $pod is paused, and not by window $window, so it is left alone: ask whoever paused it."
            printf 'left %s\n' "$pod"
            ;;
        ,open) ;;
        *) log "Pod $pod, which is not window $window's, is left alone, and it $told." ;;
    esac
    printf 'over %s %s\n' "$pod" "$uid"
}

# reaches: whether a pod could be opened from here.
reaches() {
    check
    case $told,$tries in
        open,* | paused,*) printf 'reached %s %s\n' "$pod" "$uid" ;;
        "is gone",* | *,2) log "Pod $pod of window $window can't be opened from here: it $told." ;;
        *) return ;;
    esac
    printf 'over %s %s\n' "$pod" "$uid"
}

# names WORD: the pods that outcome has it of, with commas between.
names() { printf %s "$outcome" | sed -n "/^$1 /{s///;H;};\${x;s/\n//;s/\n/,/g;p;}"; }

# --- Leases ---------------------------------------------------------------------------------------------------------------

# What each Lease of a list says, a word and its value a line. JSON's strings have no line feeds, so what stands at which depth is certain.
KEY=' {10}"scalar-backup\.jenkins\.io/'
FORM='/^    \{$/s/.*/lease/p
    /^      "metadata": \{$/,/^      \}/{
        s/^        "(name|uid|resourceVersion)": "([A-Za-z0-9.-]+)",?$/\1 \2/p
        /^        "annotations": \{$/,/^        \}/{
            s#^'$KEY'(version|window|pauses-since|handed-over|watchdog)": "([A-Za-z0-9.:_-]+)",?$#@\1 \2#p
            t
            s#^'$KEY'(opens-within|max-pause-wait)": "(0|[1-9][0-9]{0,4})",?$#@\1 \2#p
            t
            s#^'$KEY'pod-([0-9]{1,5})": "([a-z0-9][a-z0-9.-]*) ([A-Za-z0-9][A-Za-z0-9-]*) ([0-9.]{7,15}|\[[0-9A-Fa-f:.]{2,45}\]):([0-9]{1,5}) (plain|tls|tls:[][A-Za-z0-9_.:-]+) (claimed|not-ours)( [A-Za-z0-9.:_-]+)?",?$#pod \2 \3 \4 \5 \6 \7 \1\8#p
            t
            s#^'$KEY'(version|window|pauses-since|opens-within|handed-over|max-pause-wait|watchdog|pod-[A-Za-z0-9._-]+)": .*#refused \1#p
        }
    }
    /^      "spec": \{$/,/^      \}/{
        s/^        "(holderIdentity|renewTime)": "([^"\\| ]+)",?$/\1 \2/p
        t
        s/^        "holderIdentity": ".+/holderIdentity ?/p
        s/^        "leaseDurationSeconds": ([0-9]{1,5}),?$/duration \1/p
    }
    /^    \}/s/.*/end/p'

forget() {
    name='' uid='' version='' holder='' renewed='' duration=0 standing='' pods='' claims=0 refused=''
    form='' window='' begun='' within='' handed='' drain='' mode=''
}

refusals() {
    for each in $refused; do
        log "Lease $name: the annotation $each does not have the form it should have, so it is left alone: kubectl get lease $name -o yaml"
    done
}

# work REASON: takes the Lease, opens its pods and lets it go.
work() {
    former=${holder:-nobody} outcome=$LF tries=0 pause=1 waits=''
    if ! change '' ",\"holderIdentity\":\"$IDENTITY\",\"leaseDurationSeconds\":30"; then
        log "Lease $name of window $window could not be taken from $former (HTTP $code): it is looked at again."
        return
    fi
    refusals
    hold=$((${drain:-300} + WATCHDOG_MARGIN))
    [ $hold -ge "$WATCHDOG_TRUSTED" ] || hold=$WATCHDOG_TRUSTED
    now
    deadline=$((now + hold * 100)) at=$clock
    log "Lease $name of window $window was taken from $former ($1): its pods are opened, and looked at for $hold s."
    while round opens keeps || return; do
        case $news in *"${LF}opened "*) at=$clock ;; esac
        [ $tried -gt 0 ] || break
        # Where one is not open yet the tries are further and further apart.
        case $news in *"${LF}again$LF"*) [ $pause -ge 5 ] || pause=$((pause + 1)) ;; *) pause=2 ;; esac
        each=0 tries=$((tries + 1))
        while [ $each -lt $pause ]; do sleep "$WATCHDOG_REST" && each=$((each + 1)); done
    done
    let_go "$1"
}

# let_go REASON: one change: no holder, its window known as one that was opened, and by whom.
let_go() {
    unread='' notes=''
    for each in $refused; do case $each in pod*) [ ${#unread} -gt 1000 ] || unread=$unread,$each ;; esac done
    while read -r pod _ _ _ _ _ number _; do [ -z "$pod" ] || notes="$notes\"$NOTE/pod-$number\":null,"; done <<END
$pods
END
    # What can't be read may be paused: it stays, for whoever comes next.
    [ -n "$unread" ] || notes="$notes\"$NOTE/pauses-since\":null,"
    for each in window opens-within handed-over; do notes="$notes\"$NOTE/$each\":null,"; done
    opened=$(names opened) gone=$(names gone) left=$(names left) unread=${unread#,} tries=0
    by="$IDENTITY $1 ${opened:--} ${gone:--} ${left:--} ${unread:--}"
    while kill -0 $$ 2>/dev/null || return; do
        change ",\"annotations\":{$notes\"$NOTE/opened-window\":\"$window\",\"$NOTE/opened-by-watchdog\":\"$at $by\"}" ',"holderIdentity":null' && break
        why_not=$code
        lease GET
        case $code,$answer in 200,*" $by\""*) break ;; esac # only the answer was lost
        ! is_anothers || return
        [ $((tries % 60)) -ne 2 ] || log "Lease $name of window $window can't be let go (HTTP $why_not): it is tried again."
        tries=$((tries + 1))
        sleep "$WATCHDOG_REST"
    done
    case $former in "$OURS"*) former='' ;; *) former=" ($former)" ;; esac # a watchdog that died is not its controller
    log "Lease $name of window $window was let go. Opened: ${opened:--}. Gone: ${gone:--}. Paused by others: ${left:--}. No backup of this window can be used: see what became of its controller$former, then run it again."
}

# reach: looks whether each pod of a window could be opened from here, and says so where the pre-flight looks for it.
reach() {
    outcome=$LF tries=0 count=0 every=0 missed=''
    refusals
    while round reaches true; [ $tried -gt 0 ] && [ $tries -lt 2 ]; do sleep "$WATCHDOG_REST" && tries=$((tries + 1)); done
    while read -r pod uid _; do
        [ -n "$pod" ] || continue
        every=$((every + 1))
        # The first ones do, since a Lease does not hold more than 256 KiB.
        case $outcome in *"${LF}reached $pod $uid$LF"*) count=$((count + 1)) ;; *) [ ${#missed} -gt 1000 ] || missed=$missed,$pod ;; esac
    done <<END
$pods
END
    # What can't be read can't be opened either.
    for each in $refused; do
        case $each in pod*)
            every=$((every + 1))
            [ ${#missed} -gt 1000 ] || missed=$missed,$each
            ;;
        esac
    done
    missed=${missed#,} tries=0
    log "Lease $name of window $window: $count of $every pods can be opened from here."
    # Its own Lease may not be there yet.
    until api PATCH "$LEASES/$OWN" "{\"metadata\":{\"annotations\":{\"$NOTE/reach-$slot\":\"$name $window $count/$every ${missed:--}\"}}}" && [ "$code" = 200 ]; do
        [ $tries -lt 20 ] || return
        sleep "$WATCHDOG_REST" && tries=$((tries + 1))
    done
}

# own_lease: renews this watchdog's own, which says that it lives.
own_lease() {
    renewal
    spec="\"spec\":{\"holderIdentity\":\"$IDENTITY\",\"leaseDurationSeconds\":15,$spec}"
    notes="\"labels\":{\"app.kubernetes.io/managed-by\":\"scalar-backup\"},\"annotations\":{\"$NOTE/version\":\"1\",\"$NOTE/watchdog-grace\":\"$WATCHDOG_GRACE\"}"
    api PATCH "$LEASES/$OWN" "{\"metadata\":{$notes},$spec}"
    [ "$code" = 404 ] || return
    head="\"apiVersion\":\"coordination.k8s.io/v1\",\"kind\":\"Lease\",\"metadata\":{\"name\":\"$OWN\",$notes"
    owner=",\"ownerReferences\":[{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"name\":\"$WATCHDOG_POD\",\"uid\":\"$WATCHDOG_POD_UID\"}]"
    # It goes with its pod, unless an admission plugin reserves that to those who may delete it.
    case $WATCHDOG_POD_UID in '' | *[!A-Za-z0-9-]*) ;; *) api POST "$LEASES" "{$head$owner},$spec}" ;; esac
    [ "$code" = 201 ] || api POST "$LEASES" "{$head},$spec}"
}

# --- looking --------------------------------------------------------------------------------------------------------------

# judge: one Lease of the list. A line of known says what was seen of it: SLOT|NAME/UID|WINDOW|HOLDER RENEWED|SEEN|PAUSED|CLAIMS LOOKED AT|PID
judge() {
    case $name in '' | scalar-backup.watchdog-*) return ;; esac
    case "$refused " in *' window '*) window='?' ;; esac
    [ -n "$window" ] && [ -n "$uid" ] && [ -n "$version" ] || return
    [ "$form" = 1 ] || window='?'
    slot='' line='' why=''
    case $known in
        *"|$name/$uid|"*)
            slot=${known%%"|$name/$uid|"*} line=${known#*"|$name/$uid|"}
            slot=${slot##*"$LF"} line=${line%%"$LF"*}
            ;;
        *)
            slot=0
            while case $known$next in *"$LF$slot|"*) ;; *) false ;; esac do slot=$((slot + 1)); done
            ;;
    esac
    IFS='|' read -r old_window old_renewed seen paused looked_at pid <<END
$line
END
    [ "$old_window" = "$window" ] || paused='' looked_at=0
    [ "$old_window|$old_renewed" = "$window|$holder $renewed" ] || seen=$now
    if [ -z "$begun" ]; then paused=''; else paused=${paused:-$now}; fi
    [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null || pid=''
    case $pid,$window,$old_window,$mode,$holder in
        [0-9]*) ;;
        ",?,?,"*) ;;
        ",?,"*) log "Lease $name has a window or a version in a form that is not known, so it is left alone: kubectl get lease $name -o yaml" ;;
        *,off,*) ;;
        *)
            # A lock has no pods before its window has looked which there are.
            case $claims,$holder in
                "$looked_at",* | *,"$OURS"*) ;;
                *)
                    looked_at=$claims
                    reach &
                    ;;
            esac
            [ -z "$begun$standing" ] || is_left
            if [ -n "$why" ]; then
                work "$why" &
                pid=$!
            fi
            ;;
    esac
    next="$next$slot|$name/$uid|$window|$holder $renewed|$seen|$paused|$looked_at|$pid$LF"
}

# is_left: sets why if a Lease under which pods may be paused is to be taken.
is_left() {
    grace=$WATCHDOG_GRACE
    # A Lease that lasts longer than usual is given more, since its holder trusts it for longer.
    [ $((duration * 3 / 2)) -le "$grace" ] || [ "$duration" -gt 200 ] || grace=$((duration * 3 / 2))
    case $holder in
        # An earlier start's of this container, or one that we could not know we had taken.
        "$OURS$WATCHDOG_POD"/*) why=not-renewed ;;
        # Stopped in good order: it goes on when it is back.
        ?*/"${handed:-?}") ;;
        *) [ $((now - seen)) -lt $((grace * 100)) ] || [ $((now - looking)) -lt $((WATCHDOG_SETTLE * 100)) ] || why=not-renewed ;;
    esac
    case $why$holder in
        not-renewed* | "$OURS"*) ;;
        *) [ -z "$within" ] || [ -z "$paused" ] || [ $((now - paused)) -lt $((within * 100)) ] || why='paused-too-long' ;;
    esac
}

# look: judges all Leases; fails unless all could be read.
look() {
    api GET "$LEASES?pretty=true&labelSelector=app.kubernetes.io%2Fmanaged-by%3Dscalar-backup"
    case $code,$answer in 200,*"$LF  \"kind\": \"LeaseList\""*) ;; 200,*) code='200 without a list of Leases in the form asked for' ;; esac
    case $code,$heard in
        200,200) ;;
        200,*) log "The Leases of namespace $WATCHDOG_NAMESPACE are watched; one under which pods are paused is taken when it is not renewed for $WATCHDOG_GRACE s." ;;
        "$heard",*) ;;
        *) log "The Leases of namespace $WATCHDOG_NAMESPACE can't be read (HTTP $code), so nothing can be opened: see the ServiceAccount, its Role and the network." ;;
    esac
    heard=$code
    [ "$code" = 200 ] || return
    now
    # After a gap nothing is known of it: a holder who was cut off as well is given time to renew.
    [ $((now - looked)) -lt $((WATCHDOG_GAP * 100)) ] || looking=$now
    looked=$now next=$LF
    # All Leases together do not take more memory than three.
    # shellcheck disable=SC2046 # a letter for each window
    set -- $(printf '%s\n' "$answer" | sed -n 's#^ \{10\}"'$NOTE'/window": .*#w#p')
    at_once=$WATCHDOG_AT_ONCE
    [ $# -le 3 ] || at_once=$((at_once * 3 / $#))
    [ "$at_once" -gt 0 ] || at_once=1
    forget
    while read -r word value; do
        [ ${#value} -le 700 ] || { value=${word#@} && word=refused; } # names and windows are far shorter
        case $word in
            lease) forget ;;
            name) name=$value ;;
            uid) uid=$value ;;
            resourceVersion) version=$value ;;
            holderIdentity) holder=$value ;;
            renewTime) renewed=$value ;;
            duration) duration=$value ;;
            @version) form=$value ;;
            @window) window=$value ;;
            @pauses-since) begun=$value ;;
            @opens-within) within=$value ;;
            @handed-over) handed=$value ;;
            @max-pause-wait) drain=$value ;;
            @watchdog) mode=$value ;;
            pod)
                pods="$pods$value$LF" claims=$((claims + 1))
                case $value in *" claimed "*" "*) standing=yes ;; esac
                ;;
            refused)
                refused="$refused $value"
                case $value in
                    pod*) claims=$((claims + 1)) ;;
                    pauses-since) begun='?' ;; # it is there
                esac
                ;;
            end)
                judge
                forget
                ;;
        esac
    done <<END
$(printf '%s\n' "$answer" | sed -nE "$FORM")
END
    known=$next
}

trap 'exit 0' TERM INT
known=$LF looked=-1000 looking=0 heard='' told_own='' renewed_own=-100000
while :; do
    now
    echo "$now" >"$WATCHDOG_TMP/alive"
    look && echo "$now" >"$WATCHDOG_TMP/ready"
    if [ "$code" = 200 ] && [ $((now - renewed_own)) -ge $((WATCHDOG_RENEW * 100)) ]; then
        renewed_own=$now
        own_lease
        case $code in 20? | "$told_own") ;; *) log "Lease $OWN can't be renewed (HTTP $code), so no pre-flight sees that this watchdog lives." ;; esac
        told_own=$code
    fi
    sleep "$WATCHDOG_LOOK"
done
