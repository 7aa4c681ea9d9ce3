using BotBottle.Core.Http1;
using BotBottle.Core.Text;

namespace BotBottle.Proxy.Upstream;

/// <summary>
/// What an upstream says in <c>Keep-Alive: timeout=N</c>. Nobody has to say it, but servers that close early do (Node: 5 s), and a request that goes out
/// while they close is lost.
/// </summary>
internal static class KeepAliveField
{
    private const int MaxSeconds = 3600;

    /// <summary>How long the connection may rest: a second less than the upstream says, never more than <paramref name="most"/>.</summary>
    public static TimeSpan IdleLimit(HeaderTable fields, TimeSpan most)
    {
        if (!fields.TryGet("keep-alive"u8, out ReadOnlySpan<byte> value))
        {
            return most;
        }
        foreach (Range range in value.Split((byte)','))
        {
            ReadOnlySpan<byte> parameter = value[range].Trim(" \t"u8);
            if (parameter.StartsWith("timeout="u8) && WireNumber.TryParseContentLength(parameter["timeout="u8.Length..], out long seconds))
            {
                TimeSpan said = TimeSpan.FromSeconds(Math.Clamp(seconds - 1, 0, MaxSeconds));
                return said < most ? said : most;
            }
        }
        return most;
    }
}
