using System.Text;
using BotBottle.Core.WebSocket;
using FsCheck;
using FsCheck.Fluent;
using Check = FsCheck.Check;

namespace BotBottle.Core.Tests.Core.WebSocket;

[Parallelizable(ParallelScope.All)]
public sealed class FramePropertyTests
{
    [Test]
    public void Masking_follows_the_rfc_at_any_offset() => For(seed =>
    {
        Random random = new(seed);
        byte[] bytes = Bytes(random, 100);
        uint key = (uint)random.NextInt64(1L << 32);
        int offset = random.Next(1000);
        byte[] masked = [.. bytes];
        FrameMask.Apply(masked, key, offset);
        byte[] expected = [.. bytes.Select((octet, i) => (byte)(octet ^ (key >> ((i + offset) % 4 * 8))))];
        return masked.AsSpan().SequenceEqual(expected);
    });

    [Test]
    public void Text_in_pieces_gives_the_same_verdict_as_whole_text() => For(seed =>
    {
        Random random = new(seed);
        string letters = "aé€\ud83d\ude00";
        byte[] good = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => random.Next(4) switch
        {
            0 => letters[..1], 1 => letters[1..2], 2 => letters[2..3], _ => letters[3..],
        })));
        int at = random.Next(good.Length + 1);
        byte[] bytes = random.Next(2) == 0 ? good : [.. good[..at], .. Bytes(random, 3), .. good[Math.Min(good.Length, at + random.Next(3))..]];
        Utf8Checker checker = default;
        bool valid = true;
        foreach (byte[] piece in bytes.Chunk(1 + random.Next(7)))
        {
            valid = valid && checker.Append(piece);
        }

        return (valid && checker.IsComplete) == System.Text.Unicode.Utf8.IsValid(bytes);
    });

    [Test]
    public void Every_written_header_can_be_read_back() => For(seed =>
    {
        Random random = new(seed);
        WebSocketOpcode opcode = Enum.GetValues<WebSocketOpcode>()[random.Next(6)];
        bool control = opcode >= WebSocketOpcode.Close;
        WebSocketSide side = (WebSocketSide)random.Next(2);
        long length = control ? random.Next(126) : random.NextInt64() >> random.Next(63);
        FrameHeader header = new(opcode, control || random.Next(2) == 0, length, side == WebSocketSide.Client ? (uint)random.NextInt64(1L << 32) : null);
        byte[] wire = new byte[FrameHeader.MaxSize];
        int written = header.Write(wire);
        bool same = FrameHeader.Read(wire.AsSpan(0, written), side, out FrameHeader read, out int used) == FrameFault.None && used == written && read == header;
        for (int cut = 0; cut < written; cut++)
        {
            same &= FrameHeader.Read(wire.AsSpan(0, cut), side, out _, out used) == FrameFault.None && used == 0;
        }

        return same;
    });

    [Test]
    public void A_too_long_reason_is_cut_between_characters()
    {
        byte[] payload = ClosePayload.Of(1008, new string('€', 100));
        Assert.That(payload, Has.Length.EqualTo(2 + (41 * 3)));
        Assert.That(ClosePayload.Check(payload), Is.EqualTo(FrameFault.None));
        Assert.That(ClosePayload.CodeOf(payload), Is.EqualTo(1008));
        Assert.That(ClosePayload.CodeOf([]), Is.Null);
    }

    private static void For(Func<int, bool> property) => Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(property));

    private static byte[] Bytes(Random random, int most)
    {
        byte[] bytes = new byte[random.Next(most + 1)];
        random.NextBytes(bytes);
        return bytes;
    }
}
