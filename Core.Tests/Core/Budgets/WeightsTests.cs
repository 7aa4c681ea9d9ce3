using BotBottle.Core.Budgets;
using BotBottle.Core.Usage;

namespace BotBottle.Core.Tests.Core.Budgets;

[Parallelizable(ParallelScope.All)]
public sealed class WeightsTests
{
    [TestCase(1, 1, 1, 1, 100, 20, 30, 4, 154)]
    [TestCase(1, 0.1, 1.25, 5, 100, 20, 30, 4, 160)]
    [TestCase(0, 0, 0, 0, 100, 20, 30, 4, 0)]
    [TestCase(0, 0.1, 0, 0, 0, 1, 0, 0, 1)]
    [TestCase(1, 0.1, 1, 1, 0, 10, 0, 0, 1)]
    public void A_charge_is_rounded_up_once_to_a_whole_number(
        double input, double read, double write, double output, long i, long r, long w, long o, long charge) => Assert.That(
        new Weights((decimal)input, (decimal)read, (decimal)write, (decimal)output).Charge(new TokenUsage(i, r, w, o, o)), Is.EqualTo(charge));

    [Test]
    public void The_largest_figures_at_the_largest_weight_do_not_overflow()
    {
        const long Most = 1L << 40;
        Assert.That(new Weights(1000, 1000, 1000, 1000).Charge(new TokenUsage(Most, Most, Most, Most, 0)), Is.EqualTo(4000 * Most));
    }
}
