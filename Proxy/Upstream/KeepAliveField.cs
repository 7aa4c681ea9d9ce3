using BotBottle.Core.Http1;
using BotBottle.Core.Text;

namespace BotBottle.Proxy.Upstream;

/// <summary>
/// Reads <c>Keep-Alive: timeout=N</c> in an upstream's response. The field is optional, but servers that close early send it (Node: 5 s), and a request sent
/// while they close is lost.
/// </summary>
internal static class KeepAliveField
{
    private const int MaxSeconds = 3600;

    /// <summary>The time for which the connection may stay idle: a second less than the upstream's value, at most <paramref name="most"/>.</summary>
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
