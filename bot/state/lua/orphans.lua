-- Takes over signals whose worker has been silent. KEYS: stream.
-- ARGV: group, worker, how long silent in ms, how many. Returns id, ref, id, ref …
local found, cursor = {}, '0-0'
repeat
  local room = ARGV[4] - #found / 2
  local answer =
    redis.pcall('XAUTOCLAIM', KEYS[1], ARGV[1], ARGV[2], ARGV[3], cursor, 'COUNT', room)
  if answer.err then return found end
  cursor = answer[1]
  for _, entry in ipairs(answer[2]) do
    if entry then
      found[#found + 1] = entry[1]
      found[#found + 1] = entry[2][2]
    end
  end
until cursor == '0-0' or #found / 2 >= tonumber(ARGV[4])
return found
