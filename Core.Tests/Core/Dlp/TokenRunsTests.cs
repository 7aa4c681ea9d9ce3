using System.Text;
using BotBottle.Core.Dlp;

namespace BotBottle.Core.Tests.Core.Dlp;

/// <summary>The measurements that overlapping candidates share: the same as measured anew at each place.</summary>
public sealed class TokenRunsTests
{
    [Test]
    public void A_digit_is_seen_as_without_a_memory([Range(0, 9)] int seed)
    {
        Random random = new(seed);
        byte[] whole = Encoding.ASCII.GetBytes(new string(random.GetItems<char>(seed % 2 == 0 ? "abcdefghijklmnopqrstuvwxyz7" : "abcd-_.1", 3000)));
        if (seed % 3 == 0)
        {
            whole.AsSpan(500, 1500).Fill((byte)'x');
        }

        TokenRuns runs = new();
        int at = 0;
        for (int round = 0; round < 3000; round++)
        {
            at = random.Next(4) == 0 ? random.Next(whole.Length) : Math.Min(at + random.Next(20), whole.Length - 1);
            ReadOnlySpan<byte> text = whole.AsSpan(0, random.Next(at, whole.Length) + 1);
            int count = random.Next(1, Math.Min(512, text.Length - at) + 1);
            Assert.That(runs.HasDigit(text, at, count), Is.EqualTo(text.Slice(at, count).ContainsAnyInRange((byte)'0', (byte)'9')), $"{round}: {at}, {count}");
        }
    }
}
