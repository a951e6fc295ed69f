-- Keeps signals with their worker. KEYS: stream. ARGV: group, worker, signal ids …
local claim = { 'XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0 }
for n = 3, #ARGV do claim[#claim + 1] = ARGV[n] end
claim[#claim + 1] = 'JUSTID'
redis.pcall(unpack(claim))
