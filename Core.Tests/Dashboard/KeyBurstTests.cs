using System.Collections.Concurrent;
using System.Text;
using BotBottle.Dashboard.Input;
using BotBottle.Dashboard.Terminal;

namespace BotBottle.Core.Tests.Dashboard;

/// <summary>Input that arrives at once is a paste, and a paste is never a command.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class KeyBurstTests
{
    [TestCase("c", "c")]
    [TestCase("K|y", "K y")]
    [TestCase("\r", "Enter")]
    [TestCase("Ky", "[Ky]")]
    [TestCase("k\n", "[k]")]
    [TestCase("\rk", "[k]")]
    [TestCase("cat notes.txt\nKy\n|c", "[cat notes.txtKy] c")]
    [TestCase("\u001b[B\u001b[Bc", "↓ ↓ c")]
    [TestCase("c\u001b[Bk", "[ck]")]
    [TestCase("\u007f\u007f\u007f", "Backspace Backspace Backspace")]
    [TestCase("5x\u007f0k\r|\r", "[50k] Enter")]
    [TestCase("Ky\u0003", "Ctrl-C [Ky]")]
    [TestCase("\u001b[200~Ky\u001b[201~|k", "[Ky] k")]
    [TestCase("\u001b[200~x\u001b[201~Ky\n|k", "[xKy] k")]
    [TestCase("\u001b|k", "Esc k")]
    [TestCase("x\u001b[<0;3;24M", "[x]", Description = "a click within pasted text")]
    [TestCase("\u001b[<0;3;24M\u001b[<0;3;24mx", "[x]")]
    [TestCase("\u001b[<0;3;24M|x", "Click x")]
    [TestCase("\u001b[<0;3;24M\u001b[<0;3;24m\u001b[<0;3;24M", "Click Release Click")]
    public void Keys_are_distinguished_from_pasted_text(string came, string meant)
    {
        List<string> keys = [];
        KeyboardThread.Run(new Typist(came.Split('|')), key => keys.Add(key.Kind == KeyKind.Paste ? $"[{key.Text}]" : key.ToString()), () => { });
        Assert.That(string.Join(' ', keys), Is.EqualTo(meant));
    }

    [Test]
    public void A_flood_of_input_is_one_paste_and_can_be_left([Values(255, 256, 257, 4095, 4096, 4097, 20_000)] int length)
    {
        List<KeyStroke> keys = [];
        KeyboardThread.Run(new Typist([new string('K', length) + "\u0003", "c"]), keys.Add, () => { });
        Assert.That(keys[^1], Is.EqualTo(KeyStroke.Of('c')));
        Assert.That(keys, Has.One.EqualTo(new KeyStroke(KeyKind.Control, "C")));
        Assert.That(keys.SkipLast(1).Where(key => key.Kind != KeyKind.Control), Has.All.Property("Kind").EqualTo(KeyKind.Paste));
    }

    /// <summary>A terminal that receives text in pieces, with a pause after each.</summary>
    private sealed class Typist(IEnumerable<string> pieces) : ITerminal
    {
        private readonly ConcurrentQueue<byte[]> _pieces = new(pieces.Select(Encoding.UTF8.GetBytes));
        private int _at;

        public (int Width, int Height) Size => (80, 24);

        public void Write(ReadOnlySpan<byte> bytes) => throw new NotSupportedException();

        public int Read(Span<byte> buffer, int milliseconds)
        {
            if (!_pieces.TryPeek(out byte[]? piece))
            {
                return milliseconds < 0 ? -1 : 0;
            }

            if (_at == piece.Length)
            {
                _pieces.TryDequeue(out _);
                _at = 0;
                return milliseconds < 0 ? Read(buffer, milliseconds) : 0;
            }

            int count = Math.Min(buffer.Length, piece.Length - _at);
            piece.AsSpan(_at, count).CopyTo(buffer);
            _at += count;
            return count;
        }
    }
}
