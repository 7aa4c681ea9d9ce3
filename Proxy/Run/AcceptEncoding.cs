using System.Text;
using BotBottle.Core.Http1;

namespace BotBottle.Proxy.Run;

/// <summary>
/// The Accept-Encoding field for a metered host: those content codings of the client's offer that the meter decodes cheaply. Brotli takes 16 MiB a stream and
/// zstd cannot be decoded, so that neither is offered. Without a common coding, or without an offer (which would allow any), it is <c>identity</c>.
/// </summary>
internal static class AcceptEncoding
{
    public static ReadOnlySpan<byte> Of(HeaderTable fields)
    {
        bool gzip = Offers(fields, "gzip"u8);
        bool deflate = Offers(fields, "deflate"u8);
        return (gzip, deflate) switch
        {
            (true, true) => "gzip, deflate"u8,
            (true, false) => "gzip"u8,
            (false, true) => "deflate"u8,
            _ => "identity"u8,
        };
    }

    private static bool Offers(HeaderTable fields, ReadOnlySpan<byte> coding)
    {
        for (int i = fields.IndexOf(FieldName.AcceptEncoding, 0); i >= 0; i = fields.IndexOf(FieldName.AcceptEncoding, i + 1))
        {
            ReadOnlySpan<byte> list = fields[i].Value;
            foreach (Range range in list.Split((byte)','))
            {
                ReadOnlySpan<byte> item = list[range].Trim(" \t"u8);
                int semicolon = item.IndexOf((byte)';');
                ReadOnlySpan<byte> name = semicolon < 0 ? item : item[..semicolon].TrimEnd(" \t"u8);
                if (Ascii.EqualsIgnoreCase(name, coding))
                {
                    return semicolon < 0 || !IsRefused(item[(semicolon + 1)..]);
                }
            }
        }
        return false;
    }

    // "q=0", "q=0.000": not acceptable (RFC 9110 §12.4.2). Any other weight is an offer.
    private static bool IsRefused(ReadOnlySpan<byte> parameter)
    {
        ReadOnlySpan<byte> text = parameter.Trim(" \t"u8);
        return text.Length >= 3 && (text[0] | 0x20) == 'q' && text[1] == '=' && text[2..].IndexOfAnyExcept("0."u8) < 0;
    }
}
