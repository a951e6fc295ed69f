-- Makes the group of workers, unless somebody was faster. KEYS: stream. ARGV: group.
local made = redis.pcall('XGROUP', 'CREATE', KEYS[1], ARGV[1], '0', 'MKSTREAM')
if made.err and not made.err:find('BUSYGROUP') then return made end
return 1
