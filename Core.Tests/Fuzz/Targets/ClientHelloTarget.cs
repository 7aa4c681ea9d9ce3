using System.Buffers;
using BotBottle.Core.Tls;
using BotBottle.Fuzz.References;

namespace BotBottle.Fuzz.Targets;

/// <summary>
/// ClientHellos: the facts equal the reference's; a verdict before the last byte is "more bytes" or final; other record boundaries change nothing.
/// </summary>
internal sealed class ClientHelloTarget : FuzzTarget
{
    public override string Name => "client-hello";

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        Hello([(0, ServerName("www.example.com")), (16, Protocols("h2", "http/1.1")), (43, [2, 3, 4])]),
        Hello([(0xFE00, new byte[1400]), (0, ServerName("x.example"))]),
        Hello([(16, Protocols("h2"))]),
        Hello([]),
        Records(Hello([(0, ServerName("www.example.com")), (0xFE00, new byte[40])])[5..], 3),
    ];

    public override IReadOnlyList<byte[]> Dictionary { get; } =
        [[0x16, 3, 1], [0x16, 3, 3, 0, 1], [0, 0], [0, 16], [0xFF, 0xFF], [1, 0, 0], ServerName("b"), Protocols("http/1.1"), [0x17, 3, 3, 0, 0]];

    public override void Judge(byte[] input)
    {
        ClientHelloStatus status = ClientHello.Read(new ReadOnlySequence<byte>(input), out ClientHelloFacts facts);
        ClientHelloFacts? found = status == ClientHelloStatus.Found ? facts : null;
        Finding.Unless(found, ReferenceHello.Read(input), "facts");
        foreach (ReadOnlyMemory<byte>[] pieces in Pieces.Ways(input))
        {
            Finding.Unless(ClientHello.Read(Pieces.Join(pieces), out ClientHelloFacts same), status, "in segments");
            Finding.Unless(same.ServerName, facts.ServerName, "name in segments");
            ClientHelloStatus sofar = ClientHelloStatus.NeedMore;
            int needed = 0;
            for (int count = 1; count <= Math.Min(pieces.Length, 64) && sofar == ClientHelloStatus.NeedMore; count++)
            {
                ReadOnlySequence<byte> there = Pieces.Join(pieces[..count]);
                int expected = needed;
                sofar = ClientHello.Read(there, out _, out needed);
                Finding.Unless(sofar != ClientHelloStatus.Found || there.Length >= expected, $"whole with {there.Length} bytes, where {expected} were needed");
                Finding.Unless(sofar != ClientHelloStatus.NeedMore || needed > there.Length, $"{needed} needed, and there are {there.Length}");
            }

            Finding.Unless(sofar == ClientHelloStatus.NeedMore || sofar == status, $"{sofar} before all is there, then {status}");
        }

        if (found is not null && input.Length > 5 && 5 + (input[3] << 8) + input[4] == input.Length)
        {
            ClientHelloStatus again = ClientHello.Read(
                new ReadOnlySequence<byte>(Records(input[5..], 1 + Math.Max(input.Length % 60, input.Length / ClientHello.MaxRecords))),
                out ClientHelloFacts cut);
            Finding.Unless((again, cut), (status, facts), "in other records");
        }
    }

    private static byte[] ServerName(string name) => [0, (byte)(name.Length + 3), 0, 0, (byte)name.Length, .. Pieces.Bytes(name)];

    private static byte[] Protocols(params string[] names)
    {
        byte[] list = [.. names.SelectMany(name => (byte[])[(byte)name.Length, .. Pieces.Bytes(name)])];
        return [(byte)(list.Length >> 8), (byte)list.Length, .. list];
    }

    private static byte[] Hello((int Type, byte[] Data)[] extensions)
    {
        byte[] block = [.. extensions.SelectMany(extension => (byte[])
            [(byte)(extension.Type >> 8), (byte)extension.Type, (byte)(extension.Data.Length >> 8), (byte)extension.Data.Length, .. extension.Data])];
        byte[] body = [3, 3, .. new byte[32], 0, 0, 2, 0x13, 1, 1, 0, (byte)(block.Length >> 8), (byte)block.Length, .. block];
        return Records([1, 0, (byte)(body.Length >> 8), (byte)body.Length, .. body], 16 * 1024);
    }

    private static byte[] Records(byte[] message, int size) =>
        [.. message.Chunk(size).SelectMany(part => (byte[])[0x16, 3, 1, (byte)(part.Length >> 8), (byte)part.Length, .. part])];
}
