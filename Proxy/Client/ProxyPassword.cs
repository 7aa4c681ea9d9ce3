using System.Security.Cryptography;
using System.Text;
using BotBottle.Core.Http1;

namespace BotBottle.Proxy.Client;

/// <summary>The run's own password for its proxy, as Basic credentials (RFC 7617): only where the listener is on the host's loopback, which any process
/// there can reach.</summary>
internal static class ProxyPassword
{
    /// <summary>Whether the request presents <paramref name="password"/> (<c>NAME:PASSWORD</c>). The comparison takes as long whatever is presented.</summary>
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
