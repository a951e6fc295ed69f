-- Counts the signals nobody has taken. KEYS: stream. ARGV: group.
-- Returns how many, and the age of the oldest in ms.
local pending, last = 0, '0-0'
local groups = redis.pcall('XINFO', 'GROUPS', KEYS[1])
for _, fields in ipairs(groups.err and {} or groups) do
  local info = {}
  for n = 1, #fields, 2 do info[fields[n]] = fields[n + 1] end
  if info['name'] == ARGV[1] then
    pending, last = info['pending'], info['last-delivered-id']
  end
end
local first = redis.call('XRANGE', KEYS[1], '(' .. last, '+', 'COUNT', 1)[1]
if not first then return { 0, 0 } end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local age = math.max(0, now - tonumber(first[1]:match('^(%d+)')))
return { math.max(1, redis.call('XLEN', KEYS[1]) - pending), age }
