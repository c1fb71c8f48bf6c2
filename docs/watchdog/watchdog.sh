#!/bin/sh
# Opens what a dead controller left paused. docs/watchdog.md says what it does, what it may do and how it is installed.
#
# It needs a POSIX shell, curl with HTTP/2, sed, od and sleep. Nothing that comes from the cluster is run, globbed or taken for
# an option: what does not have exactly the form it should have is refused, and the log says so. Times are hundredths of a
# second of /proc/uptime, counted from what this process saw itself; no clock of another machine is compared.
# shellcheck disable=SC2030,SC2031 # what runs in the background is meant to keep its variables to itself
set -fu
umask 077
export LC_ALL=C

log() { printf '%s\n' "$1" >&2; } # kubectl logs --timestamps says when
fail() {
    log "The watchdog can't start: $1"
    exit 2
}

# --- how it is set up: the manifest names what an administrator may want to change ----------------------------------------
clock='' NOTE=scalar-backup.jenkins.io LF='
'
: "${WATCHDOG_ACCOUNT:=/var/run/secrets/kubernetes.io/serviceaccount}" "${WATCHDOG_TMP:=/tmp}" "${WATCHDOG_TLS_CA:=}"
: "${WATCHDOG_GRACE:=45}" "${WATCHDOG_SETTLE:=15}" "${WATCHDOG_GAP:=10}" "${WATCHDOG_MARGIN:=10}" "${WATCHDOG_TRUSTED:=30}" "${WATCHDOG_RENEW:=5}" "${WATCHDOG_CALL:=4}"
: "${WATCHDOG_LOOK:=2}" "${WATCHDOG_REST:=1}" "${WATCHDOG_LANES:=16}" "${WATCHDOG_POD:=}" "${WATCHDOG_POD_UID:=}"
host=${KUBERNETES_SERVICE_HOST:-kubernetes.default.svc}
case $host in *:*) host="[$host]" ;; esac
: "${WATCHDOG_API:=https://$host:${KUBERNETES_SERVICE_PORT:-443}}" "${WATCHDOG_NAMESPACE:=}"
for each in "$WATCHDOG_GRACE" "$WATCHDOG_SETTLE" "$WATCHDOG_GAP" "$WATCHDOG_MARGIN" "$WATCHDOG_TRUSTED" "$WATCHDOG_RENEW" "$WATCHDOG_CALL" "$WATCHDOG_LANES"; do
    case $each in '' | *[!0-9]* | ??????*) fail "WATCHDOG_GRACE, _SETTLE, _GAP, _MARGIN, _TRUSTED, _RENEW, _CALL and _LANES are whole numbers." ;; esac
done
[ $((WATCHDOG_LANES * WATCHDOG_CALL)) -gt 0 ] || fail "WATCHDOG_LANES and WATCHDOG_CALL are at least 1."
case $WATCHDOG_POD in '' | -* | *[!a-z0-9.-]*) fail "WATCHDOG_POD has to be this pod's name." ;; esac
[ -n "$WATCHDOG_NAMESPACE" ] || { IFS= read -r WATCHDOG_NAMESPACE || :; } <"$WATCHDOG_ACCOUNT/namespace"
case $WATCHDOG_NAMESPACE in '' | -* | *[!a-z0-9-]*) fail "WATCHDOG_NAMESPACE has to be the namespace that it watches." ;; esac
read -r nonce </proc/sys/kernel/random/uuid || fail "/proc/sys/kernel/random/uuid can't be read."
printf '\0\0\0\0\0' >"$WATCHDOG_TMP/empty" || fail "nothing can be written to WATCHDOG_TMP ($WATCHDOG_TMP)."
LEASES=/apis/coordination.k8s.io/v1/namespaces/$WATCHDOG_NAMESPACE/leases PODS=/api/v1/namespaces/$WATCHDOG_NAMESPACE/pods
OURS=scalar-backup-watchdog. OWN=scalar-backup.watchdog-$WATCHDOG_POD
IDENTITY=$OURS$WATCHDOG_POD/$nonce

now() {
    read -r uptime _ </proc/uptime
    now=${uptime#*.}
    now=$((${uptime%.*} * 100 + 1$now - 100))
}

# --- the API server -------------------------------------------------------------------------------------------------------

# kube ARGUMENT...: curl, as the ServiceAccount.
kube() {
    token=''
    { IFS= read -r token || :; } <"$WATCHDOG_ACCOUNT/token" # each time: it is another one every hour
    case $token in '' | *[!A-Za-z0-9._~+/=-]*) return 1 ;; esac
    curl -q -s -g --proto '=https' --noproxy '*' --max-time "$WATCHDOG_CALL" --cacert "$WATCHDOG_ACCOUNT/ca.crt" \
        -H @/dev/fd/3 -H 'Accept: application/json' "$@" 3<<END
Authorization: Bearer $token
END
}

# api METHOD PATH [BODY]: sets code (000: no answer, or not all of one), answer, and from its head the time for texts.
api() {
    code=000 answer='' type=application/json
    [ "$1" != PATCH ] || type=application/merge-patch+json
    answer=$(printf %s "${3-}" | kube -X "$1" -D - -H 'Expect:' -H "Content-Type: $type" ${3:+--data-binary @-} "$WATCHDOG_API$2") || return
    code=${answer#* }
    code=${code%%[!0-9]*}
    date=${answer#*"$LF"[Dd]ate: }
    read -r _ day month year time _ <<END
${date%%GMT*}
END
    case $month in
        Jan) month=01 ;; Feb) month=02 ;; Mar) month=03 ;; Apr) month=04 ;; May) month=05 ;; Jun) month=06 ;;
        Jul) month=07 ;; Aug) month=08 ;; Sep) month=09 ;; Oct) month=10 ;; Nov) month=11 ;; Dec) month=12 ;;
    esac
    case $year-$month-${day}T$time in [0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]) clock=$year-$month-${day}T${time}Z ;; esac
}

# What a Lease says, a word and its value a line. JSON's strings have no line feeds, so what stands at which depth is certain.
lease_form() {
    printf %s '
    /^\{$/s/.*/lease/p
    /^  "metadata": \{$/,/^  \}/{
        s/^    "(name|uid|resourceVersion)": "([A-Za-z0-9.-]+)",?$/\1 \2/p
        /^    "annotations": \{$/,/^    \}/{
            s#^      "'$NOTE'/(version|window|pauses-since|opens-within|handed-over|max-pause-wait|watchdog)": "([A-Za-z0-9.:_-]+)",?$#@\1 \2#p
            t
            '"$1"'
            s#^      "'$NOTE'/(version|window|pauses-since|opens-within|handed-over|max-pause-wait|watchdog|pod-[A-Za-z0-9._-]+)": .*#refused \1#p
        }
    }
    /^  "spec": \{$/,/^  \}/{
        s/^    "(holderIdentity|renewTime)": "([^"\\| ]+)",?$/\1 \2/p
        t
        s/^    "holderIdentity": ".+/holderIdentity ?/p
        s/^    "leaseDurationSeconds": ([0-9]{1,5}),?$/duration \1/p
    }
    /^\}/s/.*/end/p'
}
ONE=$(lease_form 's#^      "'$NOTE'/pod-([0-9]{1,5})": "([a-z0-9][a-z0-9.-]*) ([A-Za-z0-9][A-Za-z0-9-]*) ([0-9.]{7,15}|\[[0-9A-Fa-f:.]{2,45}\]):([0-9]{1,5}) (plain|tls|tls:[A-Za-z0-9][A-Za-z0-9.-]*) (claimed|not-ours)( [A-Za-z0-9.:_-]+)?",?$#pod \2 \3 \4 \5 \6 \7 \1\8#p
            t')
# Of many only whether they are to be taken is read: of their pods, whether a claim was carried on from an earlier window.
MANY="s/^    //${LF}t head$LF:head$LF$(lease_form 's#^      "'$NOTE'/pod-[0-9]+": "[^ "]+ [^ "]+ [^ "]+ [^ "]+ claimed [^ "]+",?$#carried#p
            t
            /^      "'$NOTE'.pod-/d')"

forget() {
    name='' uid='' version='' holder='' renewed='' duration=0 carried='' pods='' refused=''
    form='' window='' begun='' within='' handed='' drain='' mode=''
}

# said WORD VALUE: takes up one line of a form.
said() {
    case $1 in
        name) name=$2 ;;
        uid) uid=$2 ;;
        resourceVersion) version=$2 ;;
        holderIdentity) holder=$2 ;;
        renewTime) renewed=$2 ;;
        duration) duration=$2 ;;
        carried) carried=yes ;;
        pod) pods="$pods$2$LF" ;;
        refused) refused="$refused $2" ;;
        @version) form=$2 ;;
        @window) window=$2 ;;
        @pauses-since) begun=$2 ;;
        @opens-within) within=$2 ;;
        @handed-over) handed=$2 ;;
        @max-pause-wait) drain=$2 ;;
        @watchdog) mode=$2 ;;
    esac
}

# seconds VALUE OTHERWISE: a whole number of seconds that a Lease may name, else the other.
seconds() { case $1 in '' | 0?* | *[!0-9]* | ??????*) seconds=$2 ;; *) seconds=$1 ;; esac }

# get_lease NAME: all that it says; fails unless it could be read.
get_lease() {
    forget
    api GET "$LEASES/$1?pretty=true"
    [ "$code" = 200 ] || return
    while read -r word value; do said "$word" "$value"; done <<END
$(printf '%s\n' "$answer" | sed -nE "$ONE")
END
    for each in $refused; do
        log "Lease $1: the annotation $each does not have the form it should have, so it is left alone: kubectl get lease $1 -o yaml"
    done
    [ "$name" = "$1" ] && [ -n "$version" ]
}

# patch LEASE VERSION METADATA SPEC: compare-and-set, with a renewTime that is another text each time.
patch() {
    now
    each=$((now % 100 + 100))
    api PATCH "$LEASES/$1?pretty=true" "{\"metadata\":{\"resourceVersion\":\"$2\"$3},\"spec\":{\"renewTime\":\"${clock%Z}.${each#1}0000Z\"$4}}"
    [ "$code" = 200 ] || return
    version=$(printf '%s\n' "$answer" | sed -nE '/^  "metadata": \{$/,/^  \}/s/^    "resourceVersion": "([A-Za-z0-9]+)",?$/\1/p')
}

# --- pods -----------------------------------------------------------------------------------------------------------------

# call METHOD ADDRESS PORT TLS: one unary call with an empty request; sets told to open, paused or a reason.
call() {
    case $4 in
        plain) set -- "$1" --http2-prior-knowledge "http://$2:$3" ;;
        tls) set -- "$1" --http2 "https://$2:$3" ;;
        *) set -- "$1" --http2 "https://${4#tls:}:$3" --connect-to "::$2:$3" ;;
    esac
    [ -z "$WATCHDOG_TLS_CA" ] || set -- "$@" --cacert "$WATCHDOG_TLS_CA"
    method=$1 url=$3/rpc.Admin/$1
    hex=$({
        shift
        curl -q -s -g --proto '=http,https' --noproxy '*' --connect-timeout 2 --max-time "$WATCHDOG_CALL" -D - -o - \
            -H 'Content-Type: application/grpc' -H 'TE: trailers' --data-binary "@$WATCHDOG_TMP/empty" "$1" --url "$url" "$@"
        printf 'X%s' $?
    } | od -An -v -tx1)
    # shellcheck disable=SC2086 # bytes, to be joined by one space each
    set -- $hex
    hex=" $* "
    status=' 67 72 70 63 2d 73 74 61 74 75 73 3a 20 ' # grpc-status:
    case $hex in
        *"${status}30 0d 0a "*)
            case $hex in
                *' 0d 0a 0d 0a 00 00 00 00 02 08 01 67 '*) told=paused ;;
                *' 0d 0a 0d 0a 00 00 00 00 00 67 '* | *' 0d 0a 0d 0a 00 00 00 00 02 08 00 67 '*) told=open ;;
                *) told="answers $method in a form that is not known" ;;
            esac
            ;;
        *"$status"*) told="refuses $method with gRPC status $(digits "${hex##*"$status"}")" ;;
        *) told="does not answer $method (exit code $(digits "${hex##* 58 }") of curl)" ;;
    esac
}

# digits HEX: the decimal digits that it begins with.
digits() { for each in $1; do case $each in 3?) printf %s "${each#3}" ;; *) return ;; esac done; }

# ask POD...: what the API server knows of them, over one connection, a line each: POD|CODE|UID|ADDRESS|PHASE|RUNS
ask() {
    now
    asked=$now told_of=$LF
    for each in "$@"; do
        set -- "$@" "$WATCHDOG_API$PODS/$each?pretty=true"
        shift
    done
    its_uid='' its_address='' phase='' runs=''
    while read -r word value; do
        case $word in uid) its_uid=$value ;; ip) its_address=$value ;; phase) phase=$value ;; runs) runs=yes ;; esac
        case $word$# in code0) continue ;; code*) ;; *) continue ;; esac
        each=${1##*/}
        told_of=$told_of${each%%\?*}"|$value|$its_uid|$its_address|$phase|$runs$LF"
        its_uid='' its_address='' phase='' runs=''
        shift
    done <<END
$(kube -w "${LF}code %{http_code}$LF" "$@" | sed -nE '/^code [0-9]+$/p
    /^  "metadata": \{$/,/^  \}/s/^    "uid": "([A-Za-z0-9-]+)",?$/uid \1/p
    /^  "status": \{$/,/^  \}/{
        s/^    "phase": "([A-Za-z]+)",?$/phase \1/p
        s/^    "podIP": "([0-9A-Fa-f:.]+)",?$/ip \1/p
        s/^ +"running": \{.*/runs/p
    }')
END
}

# look_up POD UID: sets told to found, gone or a reason, and address to what the API server has for this very pod: what a Lease
# says is not enough to speak to an address.
look_up() {
    now
    case $told_of in *"$LF$1|"*) [ $((now - asked)) -lt 500 ] || ask "$1" ;; *) ask "$1" ;; esac
    address='' line=${told_of#*"$LF$1|"}
    IFS='|' read -r code its_uid address phase runs <<END
${line%%"$LF"*}
END
    case $address in *:*) address="[$address]" ;; esac
    case $runs$phase in Failed | Succeeded) its_uid=gone ;; esac # a leftover: all its containers have ended
    case $code,$its_uid,$address in
        404,* | 200,?*,*)
            told=found
            [ "$code,$its_uid" = "200,$2" ] || told=gone
            [ "$told$address" != found ] || told="has no address"
            ;;
        *) told="can't be looked up (HTTP ${code:-000})" ;;
    esac
}

begin() {
    : >"$WATCHDOG_TMP/results.$slot"
    : >"$WATCHDOG_TMP/lost.$slot"
}

result() { printf '%s %s\n' "$1" "$2" >>"$WATCHDOG_TMP/results.$slot"; }

# results WORD: how many of a kind there are, and their names, each once.
results() {
    count=0 names=''
    while read -r word pod; do
        case $word,$names, in
            "$1",*",$pod,"*) ;;
            "$1",*) names=$names,$pod count=$((count + 1)) ;;
        esac
    done <"$WATCHDOG_TMP/results.$slot"
    names=${names#,}
    names=${names:--}
}

may_go_on() { [ ! -s "$WATCHDOG_TMP/lost.$slot" ] && kill -0 $$; } 2>/dev/null

# try STATE TRIES POD UID ADDRESS PORT TLS: one try; sets tries, and state to again (it is not open), late (open, and looked at as long as
# a Pause may arrive late) or over.
try() {
    state=$1 tries=$2 last=over
    now
    [ "$now" -ge "$deadline" ] || last=late
    if [ "$state" = late ]; then
        call CheckPaused "$5" "$6" "$7"
        if [ "$told" = open ]; then
            state=$last
            return
        fi
    fi
    look_up "$3" "$4"
    if [ "$told" = gone ] && [ "$state" != reach ]; then
        result gone "$3"
        log "Pod $3 of window $window is gone: there is nothing to open."
        state=over
        return
    fi
    [ "$told" != found ] || call CheckPaused "$address" "$6" "$7"
    case $state,$told in
        reach,open | reach,paused) result reached "$3" ;;
        reach,*)
            tries=$((tries + 1))
            [ $tries -gt 2 ] || [ "$told" = gone ] || return
            result missed "$3"
            log "Pod $3 of window $window can't be opened from here: it $told."
            ;;
        foreign,open) ;;
        foreign,paused)
            result left "$3"
            log "Pod $3 is paused, and not by window $window, so it is left alone: ask whoever paused it."
            ;;
        foreign,*) log "Pod $3, which is not window $window's, is left alone, and it $told." ;;
        *)
            open "$@"
            return
            ;;
    esac
    state=over
}

# open: as try, of a pod that is ours and that CheckPaused was asked for.
open() {
    was=$told answered=''
    if [ "$was" = paused ]; then
        may_go_on || return
        [ "$state" != late ] || log "Pod $3 of window $window was paused late."
        call Unpause "$address" "$6" "$7"
        answered=$told
        call CheckPaused "$address" "$6" "$7"
    fi
    if [ "$told" = open ]; then
        case $was,$state in
            paused,*)
                result opened "$3"
                log "Pod $3 of window $window is open again."
                ;;
            *,late) ;;
            *) log "Pod $3 of window $window was open already." ;;
        esac
        state=$last
        return
    fi
    if [ $((tries % 12)) = 0 ]; then
        case $told,$answered in paused,open) told="is still paused" ;; paused,*) told=$answered ;; esac
        log "Pod $3 of window $window is not open: it $told. It is tried again. See that port $6 of ${address:-$5} can be reached from here (TLS: $7), or delete the pod."
        [ "${address:-$5}" = "$5" ] || log "Its Lease has pod $3 at $5, where it is not: it is at $address."
    fi
    state=again tries=$((tries + 1))
}

# lane NUMBER [STATE]: every so-manieth pod, one after the other, again and again until each of them is over.
lane() {
    mine='' at=0 lane=$1
    while read -r pod uid address port tls claim _ carried; do
        state=again
        [ "$claim$begun$carried" != claimed ] && [ "$claim" = claimed ] || state=foreign
        [ -z "$pod" ] || [ $((at % lanes)) != "$1" ] || mine="$mine${2:-$state} 0 $pod $uid $address $port $tls$LF"
        at=$((at + 1))
    done <<END
$pods
END
    pause=1
    while :; do
        rest='' pending='' told_of=''
        set --
        while read -r state _ pod _; do case $state in '' | late) ;; *) set -- "$@" "$pod" ;; esac done <<END
$mine
END
        [ $# -lt 2 ] || ask "$@"
        while read -r state tries pod uid where port tls; do
            [ -n "$pod" ] || continue
            may_go_on || return
            address=''
            try "$state" "$tries" "$pod" "$uid" "$where" "$port" "$tls"
            [ "$state" = over ] || rest="$rest$state $tries $pod $uid ${address:-$where} $port $tls$LF"
            [ "$state" != again ] || pending=yes
        done <<END
$mine
END
        mine=$rest
        [ -n "$mine" ] || break
        # Where one is not open yet the tries are further and further apart.
        [ -n "$pending" ] || pause=1
        each=0
        while [ $each -lt $pause ] && may_go_on; do sleep "$WATCHDOG_REST" && each=$((each + 1)); done
        [ $pause -ge 5 ] || pause=$((pause + 1))
    done
    result end "$lane"
}

# all_pods [STATE]: all lanes at once; one that was killed is begun again.
all_pods() {
    lanes=0
    while read -r pod _; do [ -z "$pod" ] || [ $lanes -ge "$WATCHDOG_LANES" ] || lanes=$((lanes + 1)); done <<END
$pods
END
    each=0 started=''
    while [ $each -lt $lanes ]; do
        lane $each "$@" &
        started="$started $!" each=$((each + 1))
    done
    # shellcheck disable=SC2086 # numbers
    [ -z "$started" ] || wait $started
    results end
    may_go_on || return
    [ "$count" -ge $lanes ] || all_pods "$@"
}

# --- opening --------------------------------------------------------------------------------------------------------------

# still_ours: looks whose the Lease is that was taken, and takes up its version. Fails as well where nobody knows.
still_ours() { get_lease "$lease" && [ "$holder" = "$IDENTITY" ]; }

# renew: in the background, while its pods are opened. A Lease that is another's, or may be soon, stops all that.
renew() {
    now
    held=$now
    while may_go_on && sleep "$WATCHDOG_REST"; do
        now
        [ $((now - held)) -ge $((WATCHDOG_RENEW * 100)) ] || continue
        sent=$now
        if patch "$lease" "$version" '' '' || { still_ours && patch "$lease" "$version" '' ''; }; then
            held=$sent
        elif { [ "$code" = 200 ] && [ "$holder" != "$IDENTITY" ]; } || [ "$code" = 404 ] || [ $((now - held)) -gt 2000 ]; then
            log "Lease $lease is no longer ours (holder: ${holder:-unknown}, HTTP $code): nothing more is opened under it."
            echo lost >"$WATCHDOG_TMP/lost.$slot"
        fi
    done
}

# work LEASE VERSION WINDOW REASON HOLDER: takes the Lease, opens its pods and lets it go.
work() {
    lease=$1
    get_lease "$lease" || return
    # Somebody changed it: it is judged anew. A renewal is no reason to wait where it is renewed, and paused for too long.
    [ "$version" = "$2" ] || [ "$4,$window,${begun:+begun}" = "paused-too-long,$3,begun" ] || return
    if ! patch "$lease" "$version" '' ",\"holderIdentity\":\"$IDENTITY\",\"leaseDurationSeconds\":30"; then
        log "Lease $lease of window $window could not be taken from $5 (HTTP $code): it is looked at again."
        return
    fi
    now
    seconds "$drain" 300
    hold=$((seconds + WATCHDOG_MARGIN))
    # For so long whoever held it before may go on trusting it.
    [ $hold -ge "$WATCHDOG_TRUSTED" ] || hold=$WATCHDOG_TRUSTED
    deadline=$((now + hold * 100))
    begin
    log "Lease $lease of window $window was taken from $5 ($4): its pods are opened, and looked at for $hold s."
    renew &
    renewer=$!
    all_pods
    may_go_on || return
    kill $renewer
    let_go "$4"
}

# let_go REASON: one change: no holder, its window known as one that was opened, and by whom.
let_go() {
    closed=$window unread='' notes=''
    for each in $refused; do case $each in pod-*) unread=$unread,$each ;; esac done
    while read -r pod _ _ _ _ _ number _; do [ -z "$pod" ] || notes="$notes\"$NOTE/pod-$number\":null,"; done <<END
$pods
END
    # What can't be read may be paused: it stays, for whoever comes next.
    [ -n "$unread" ] || notes="$notes\"$NOTE/pauses-since\":null,"
    for each in window opens-within handed-over; do notes="$notes\"$NOTE/$each\":null,"; done
    results gone && gone=$names
    results left && left=$names
    results opened
    by="$IDENTITY $1 $names $gone $left"
    unread=${unread#,}
    while may_go_on; do
        if still_ours && patch "$lease" "$version" ",\"annotations\":{$notes\"$NOTE/opened-window\":\"$closed\",\"$NOTE/opened-by-watchdog\":\"$clock $by ${unread:--}\"}" \
            ',"holderIdentity":null'; then
            log "Lease $lease of window $closed was let go. Opened: $names. Gone: $gone. Paused by others: $left."
            return
        fi
        if [ "$code" = 404 ] || { [ "$code" = 200 ] && [ "$holder" != "$IDENTITY" ]; }; then
            log "Lease $lease of window $closed is no longer ours. All its pods are open."
            return
        fi
        sleep "$WATCHDOG_REST"
    done
}

# --- looking --------------------------------------------------------------------------------------------------------------

# reach LEASE: looks whether each pod of a window could be opened from here, for the pre-flight to know.
reach() {
    deadline=0 reached=$WATCHDOG_TMP/reach.$slot slot=r$slot
    get_lease "$1" || return
    begin
    all_pods reach
    results missed && missed=$names every=$count
    results reached
    printf '%s\n' "$1 $window $count/$((count + every)) $missed" >"$reached"
    log "Lease $1 of window $window: $count of $((count + every)) pods can be opened from here."
}

# own_lease: renews this watchdog's own, which says that it lives and what it can reach.
own_lease() {
    each=$((now % 100 + 100))
    spec="\"spec\":{\"holderIdentity\":\"$IDENTITY\",\"leaseDurationSeconds\":15,\"renewTime\":\"${clock%Z}.${each#1}0000Z\"}"
    notes="\"$NOTE/version\":\"1\",\"$NOTE/watchdog-grace\":\"$WATCHDOG_GRACE\"" at=0
    while [ $at -lt $slots ]; do
        line=''
        case $known in *"$LF$at|"*) read -r line <"$WATCHDOG_TMP/reach.$at" ;; esac
        if [ -n "$line" ]; then line="\"$line\""; else line=null; fi
        notes="$notes,\"$NOTE/reach-$at\":$line" at=$((at + 1))
    done
    api PATCH "$LEASES/$OWN" "{\"metadata\":{\"annotations\":{$notes}},$spec}"
    [ "$code" = 404 ] || return
    head="\"apiVersion\":\"coordination.k8s.io/v1\",\"kind\":\"Lease\",\"metadata\":{\"name\":\"$OWN\",\"labels\":{\"app.kubernetes.io/managed-by\":\"scalar-backup\"}"
    owner=",\"ownerReferences\":[{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"name\":\"$WATCHDOG_POD\",\"uid\":\"$WATCHDOG_POD_UID\"}]"
    # It goes with its pod, unless an admission plugin reserves that to those who may delete it.
    case $WATCHDOG_POD_UID in '' | *[!A-Za-z0-9-]*) ;; *) api POST "$LEASES" "{$head$owner},$spec}" ;; esac
    [ "$code" = 201 ] || api POST "$LEASES" "{$head},$spec}"
}

# judge: one Lease of the list. A line of known says what was seen of it: SLOT|NAME/UID|WINDOW|HOLDER RENEWED|SEEN|PAUSED|PID
judge() {
    case $name in '' | scalar-backup.watchdog-*) return ;; esac
    case $refused in *window*) log "Lease $name names its window in a form that is not known, so it is left alone." ;; esac
    [ -n "$window" ] && [ -n "$uid" ] && [ -n "$version" ] && [ "$form" = 1 ] || return
    slot='' line='' why=''
    case $known in
        *"|$name/$uid|"*)
            slot=${known%%"|$name/$uid|"*} line=${known#*"|$name/$uid|"}
            slot=${slot##*"$LF"} line=${line%%"$LF"*}
            ;;
        *)
            slot=0
            while case $known$next in *"$LF$slot|"*) ;; *) false ;; esac do slot=$((slot + 1)); done
            [ $slot -lt $slots ] || slots=$((slot + 1))
            : >"$WATCHDOG_TMP/reach.$slot"
            ;;
    esac
    IFS='|' read -r old_window old_renewed seen paused pid <<END
$line
END
    [ "$old_window" = "$window" ] || paused=''
    [ "$old_window|$old_renewed" = "$window|$holder $renewed" ] || seen=$now
    [ -z "$begun" ] || [ -n "$paused" ] || paused=$now
    [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null || pid=''
    case $pid,$mode,$holder in
        ,off,* | [0-9]*) ;;
        *)
            case $old_window,$holder in
                "$window",* | *,"$OURS"*) ;;
                *)
                    : >"$WATCHDOG_TMP/reach.$slot"
                    reach "$name" &
                    ;;
            esac
            [ -z "$begun$carried" ] || is_left
            if [ -n "$why" ]; then
                work "$name" "$version" "$window" "$why" "${holder:-nobody}" &
                pid=$!
            fi
            ;;
    esac
    next="$next$slot|$name/$uid|$window|$holder $renewed|$seen|$paused|$pid$LF"
}

# is_left: sets why if a Lease under which pods may be paused is to be taken.
is_left() {
    grace=$WATCHDOG_GRACE
    # A Lease that lasts longer than usual is given more, since its holder trusts it for longer.
    [ $((duration * 3 / 2)) -le "$grace" ] || [ "$duration" -gt 200 ] || grace=$((duration * 3 / 2))
    seconds "$within" ''
    case $holder in
        # An earlier start's of this container, or one that we could not know we had taken.
        "$OURS$WATCHDOG_POD"/*) why=not-renewed ;;
        # Stopped in good order: it goes on when it is back.
        ?*/"${handed:-?}") ;;
        *) [ $((now - seen)) -lt $((grace * 100)) ] || [ $((now - looking)) -lt $((WATCHDOG_SETTLE * 100)) ] || why=not-renewed ;;
    esac
    case $why$holder in
        not-renewed* | "$OURS"*) ;;
        *) [ -z "$seconds" ] || [ -z "$paused" ] || [ $((now - paused)) -lt $((seconds * 100)) ] || why='paused-too-long' ;;
    esac
}

# look: judges all Leases; fails unless all could be read.
look() {
    api GET "$LEASES?pretty=true&labelSelector=app.kubernetes.io%2Fmanaged-by%3Dscalar-backup"
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
    forget
    while read -r word value; do
        case $word in lease) forget ;; end) judge; forget ;; *) said "$word" "$value" ;; esac
    done <<END
$(printf '%s\n' "$answer" | sed -nE "$MANY")
END
    known=$next
}

trap 'exit 0' TERM INT
known=$LF slots=0 looked=-1000 looking=0 heard='' told_own='' renewed_own=-100000
while :; do
    if look && [ $((now - renewed_own)) -ge $((WATCHDOG_RENEW * 100)) ]; then
        renewed_own=$now
        own_lease
        case $code in 20? | "$told_own") ;; *) log "Lease $OWN can't be renewed (HTTP $code), so no pre-flight sees that this watchdog lives." ;; esac
        told_own=$code
    fi
    sleep "$WATCHDOG_LOOK"
done
