-- Puts the note about a lane right: 'empty' drops it, 'held' renews it, 'waits' signals anew.
-- Somebody who signalled it meanwhile was faster. KEYS: stream, waiting. ARGV: ref, time, state.
local ref, state = ARGV[1], ARGV[3]
if redis.call('ZSCORE', KEYS[2], ref) ~= ARGV[2] then return 0 end
if state == 'empty' then redis.call('ZREM', KEYS[2], ref) end
if state == 'held' then redis.call('ZADD', KEYS[2], milliseconds(), ref) end
if state ~= 'waits' then return 0 end
signal(KEYS[1], KEYS[2], ref)
return 1
