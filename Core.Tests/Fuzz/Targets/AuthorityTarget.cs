using System.Net;
using BotBottle.Core.Hosts;
using BotBottle.Fuzz.References;

namespace BotBottle.Fuzz.Targets;

/// <summary>
/// Hosts and authorities: verdict and canonical text equal the reference's, a canonical text is unchanged, and addresses have the framework's meaning.
/// </summary>
internal sealed class AuthorityTarget : FuzzTarget
{
    public override string Name => "authority";

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        .. new[]
        {
            "a.example", "API.Example.com:8443", "x_y.a-b.example.", "127.0.0.1", "255.1.20.0:80", "[::1]:443", "[64:ff9b::10.0.0.1]", "[1:2:3:4:5:6:7:8]:1",
            "[fe80::1:0:ffff]",
            "[::ffff:127.0.0.1]:65535", "0x7f.1", "1.2.3.4.", "xn--bcher-kva.example", new string('a', 63) + "." + new string('b', 63),
            string.Join('.', Enumerable.Repeat("abcdefgh", 28)),
        }.Select(Pieces.Bytes),
    ];

    public override IReadOnlyList<byte[]> Dictionary { get; } =
        [.. new[] { "::", ":", ".", "..", "[", "]", "%25eth0", "0x", "00", "256", "65536", ":0", "@", "-", "_", "ffff", "1.2.3.4", "\u00e9", "\uff11" }
            .Select(Pieces.Bytes)];

    public override void Judge(byte[] input)
    {
        string text = Pieces.Text(input);
        string? host = HostName.TryParse(input, out HostName? parsed) ? parsed.ToString() : null;
        Finding.Unless(host, ReferenceHost.Canonical(text), "host");
        if (parsed is not null)
        {
            Finding.Unless(HostName.TryParse(parsed.ToString(), out HostName? again) && again == parsed, "not its own canonical text");
            Finding.Unless(
                parsed.Address is null || parsed.Address.Equals(IPAddress.Parse(parsed.ToString().Trim('[', ']'))), "another address to the framework");
        }

        foreach (int? port in new int?[] { null, 443 })
        {
            string? authority = Authority.TryParse(input, port, out Authority found) ? found.ToString() : null;
            Finding.Unless(authority, ReferenceHost.Authority(text, port), "authority");
        }
    }
}
