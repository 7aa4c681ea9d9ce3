using System.Security.Cryptography;
using System.Text;
using BotBottle.Core.Http1;

namespace BotBottle.Proxy.Client;

/// <summary>
/// Checks the run's password for its proxy, sent as Basic credentials (RFC 7617). It is used only if the listener is on the host's loopback interface, which
/// any process on the host can reach.
/// </summary>
internal static class ProxyPassword
{
    /// <summary>True if the request presents <paramref name="password"/> (<c>NAME:PASSWORD</c>). The comparison takes constant time.</summary>
    public static bool IsPresented(HeaderTable fields, string password)
    {
        if (fields.CountOf(FieldName.ProxyAuthorization) != 1 || !fields.TryGet(FieldName.ProxyAuthorization, out ReadOnlySpan<byte> value))
        {
            return false;
        }
        ReadOnlySpan<byte> scheme = "basic "u8;
        if (value.Length < scheme.Length || !Ascii.EqualsIgnoreCase(value[..scheme.Length], scheme))
        {
            return false;
        }
        byte[] expected = Encoding.ASCII.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes(password)));
        return CryptographicOperations.FixedTimeEquals(value[scheme.Length..].Trim((byte)' '), expected);
    }
}
