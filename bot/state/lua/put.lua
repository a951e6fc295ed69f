-- Adds an item unless it was seen within the last day, and signals the lane unless it is held.
-- KEYS: lane, lease, seen, jobs [, stream, waiting [, tries, stop]].
-- ARGV: ref, item tag, item, job or '-', lifetimes of seen and of lane in s
-- [, group, worker, lease in ms: whoever puts it has room to begin it at once].
-- Returns whether the item is new, and whether the lane wants a signal; then, for who has room,
-- the signal taken, its lane, and which attempt has begun (0: the lane is still to be held).
local ref, item, day = ARGV[1], ARGV[2], tonumber(ARGV[5])
local group, worker = ARGV[7], ARGV[8]
local now = milliseconds()

-- The oldest signal comes first, whoever put it: nobody overtakes those who wait.
local function take(id)
  local read = redis.pcall('XREADGROUP', 'GROUP', group, worker, 'COUNT', 1, 'STREAMS', KEYS[5], '>')
  if not read or read.err then return { 1, 0 } end
  local entry = read[1][2][1]
  if entry[1] ~= id then return { 1, 0, entry[1], entry[2][2], 0 } end
  redis.call('SET', KEYS[2], worker .. '|' .. id, 'PX', ARGV[9])
  redis.call('DEL', KEYS[8])
  local tries = redis.call('INCR', KEYS[7])
  redis.call('EXPIRE', KEYS[7], 604800)
  return { 1, 0, id, ref, tries }
end

redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now - day * 1000)
local fresh = redis.call('ZADD', KEYS[3], 'NX', now, item)
local waiting = 0
if fresh == 1 then
  redis.call('EXPIRE', KEYS[3], day)
  waiting = redis.call('RPUSH', KEYS[1], item .. ARGV[3])
  redis.call('EXPIRE', KEYS[1], ARGV[6])
  if ARGV[4] ~= '-' then
    redis.call('ZADD', KEYS[4], now, ARGV[4])
    redis.call('ZREMRANGEBYSCORE', KEYS[4], '-inf', now - day * 1000)
    redis.call('EXPIRE', KEYS[4], day)
  end
end
-- Also for a repeated item that still waits: its first signal may have been lost.
if redis.call('EXISTS', KEYS[2]) == 1 or redis.call('LLEN', KEYS[1]) == 0 then
  return { fresh, 0 }
end
local id = signal(KEYS[5], KEYS[6], ref)
if worker and waiting == 1 then return take(id) end
return { fresh, 1 }
