using BotBottle.Core.Scan;

namespace BotBottle.Core.Tests.Core.Scan;

[Parallelizable(ParallelScope.All)]
public sealed class NibbleSetTests
{
    [Test]
    public void A_set_contains_exactly_its_bytes([Range(1, 4)] int seed)
    {
        Random random = new(seed);
        byte[] nibbles = Nibbles(random);
        byte[] bytes = [.. Enumerable.Range(0, 100).Select(_ => (byte)(nibbles[random.Next(8)] | random.Next(16))).Distinct().Order()];
        byte[] all = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];
        NibbleSet set = new(bytes);
        uint[] blocks = [.. Enumerable.Range(0, all.Length / NibbleSet.Block).Select(block => set.Of(ref all[block * NibbleSet.Block]))];
        Assert.That(all.Where(value => ((blocks[value / NibbleSet.Block] >> (value % NibbleSet.Block)) & 1) != 0), Is.EqualTo(bytes));
    }

    [Test]
    public void Nine_high_nibbles_are_too_many() => Assert.That(() => new NibbleSet(Nibbles(new Random(1))[..9]), Throws.ArgumentException);

    private static byte[] Nibbles(Random random)
    {
        byte[] nibbles = [.. Enumerable.Range(0, 16).Select(value => (byte)(value << 4))];
        random.Shuffle(nibbles);
        return nibbles;
    }
}
