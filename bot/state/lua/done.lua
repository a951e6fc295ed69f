-- Drops a finished item, if the lane is still ours or nobody's, and begins the next.
-- Further ARGV: item tag, '1' to leave the next item to others.
local held = redis.call('GET', KEYS[2])
if held and held ~= holder then return { 'lost' } end
local head = redis.call('LINDEX', KEYS[1], 0)
if head and head:sub(1, #ARGV[6]) == ARGV[6] then
  redis.call('LPOP', KEYS[1])
  redis.call('DEL', KEYS[3])
end
if ARGV[7] == '1' and redis.call('LLEN', KEYS[1]) > 0 then
  redis.call('DEL', KEYS[2], KEYS[4])
  signal(KEYS[5], KEYS[6], ref)
  settle(KEYS[5], group, id)
  return { 'left' }
end
return begin()
