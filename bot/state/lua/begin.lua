-- Functions for whoever holds a lane. KEYS: lane, lease, tries, stop [, stream, waiting].
-- ARGV: ref, group, signal id, holder, lease in ms.
local ref, group, id, holder, lease = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]

local function close()
  redis.call('DEL', KEYS[2])
  settle(KEYS[5], group, id)
  if KEYS[6] then redis.call('ZREM', KEYS[6], ref) end
  return { 'empty' }
end

local function begin()
  local head = redis.call('LINDEX', KEYS[1], 0)
  redis.call('DEL', KEYS[4])
  if not head then return close() end
  redis.call('SET', KEYS[2], holder, 'PX', lease)
  local tries = redis.call('INCR', KEYS[3])
  redis.call('EXPIRE', KEYS[3], 604800)
  return { 'run', head, tries }
end
