-- Strikes off workers that are long gone and owe nothing. KEYS: stream. ARGV: group, silence in ms.
local workers = redis.pcall('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])
for _, fields in ipairs(workers.err and {} or workers) do
  local info = {}
  for n = 1, #fields, 2 do info[fields[n]] = fields[n + 1] end
  if info['pending'] == 0 and info['idle'] > tonumber(ARGV[2]) then
    redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], info['name'])
  end
end
