-- Prolongs leases and looks for stop flags.
-- KEYS: lane, lease, stop of each hold [, stream]. ARGV: group, worker, lease in ms, '1' to keep
-- the signals ours; then holder, item tag, signal id of each hold.
-- Returns for each: 0 lost, 1 held, 2 held and asked to stop.
local group, worker, lease = ARGV[1], ARGV[2], ARGV[3]
local count = math.floor(#KEYS / 3)
local stream = KEYS[count * 3 + 1]
local claim = { 'XCLAIM', stream, group, worker, 0 }
local found = {}
for n = 1, count do
  local lane, key, stop = KEYS[n * 3 - 2], KEYS[n * 3 - 1], KEYS[n * 3]
  local holder, item, id = ARGV[n * 3 + 2], ARGV[n * 3 + 3], ARGV[n * 3 + 4]
  local held = redis.call('GET', key)
  if not held then
    -- We were late, yet nobody came: the item is still ours if it is still there.
    local head = redis.call('LINDEX', lane, 0)
    if head and head:sub(1, #item) == item then held = holder end
  end
  if held ~= holder then
    found[n] = 0
  else
    redis.call('SET', key, holder, 'PX', lease)
    found[n] = redis.call('EXISTS', stop) + 1
    claim[#claim + 1] = id
  end
end
if stream and ARGV[4] == '1' and #claim > 5 then
  claim[#claim + 1] = 'JUSTID'
  redis.pcall(unpack(claim))
end
return found
