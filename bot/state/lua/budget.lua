-- Asks whether a message may leave now; both keys are logs of the moments when messages left.
-- KEYS: tenant, conversation. ARGV: which part of each limit may be used, in percent; then for
-- each window: which key (1 or 2), limit, length in ms.
-- Returns 0 and notes the message, or the ms to wait and notes nothing.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local wait, longest = 0, { 0, 0 }
for n = 2, #ARGV, 3 do
  local which, window = tonumber(ARGV[n]), ARGV[n + 2] * 1000
  local limit = math.max(1, math.floor(ARGV[n + 1] * ARGV[1] / 100))
  longest[which] = math.max(longest[which], window)
  -- The message `limit` messages ago must have left this window.
  local past = redis.call('ZRANGE', KEYS[which], -limit, -limit, 'WITHSCORES')[2]
  if past then wait = math.max(wait, past + window - now) end
end
if wait > 0 then return math.ceil(wait / 1000) end
local moment = string.format('%.0f', now)
for which, window in ipairs(longest) do
  local key, name = KEYS[which], moment
  redis.call('ZREMRANGEBYSCORE', key, '-inf', string.format('%.0f', now - window))
  while redis.call('ZADD', key, 'NX', moment, name) == 0 do name = name .. '+' end
  redis.call('PEXPIRE', key, window / 1000)
end
return 0
