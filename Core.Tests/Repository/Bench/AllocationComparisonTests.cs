using BotBottle.Bench.Allocations;

namespace BotBottle.Core.Tests.Repository.Bench;

[Parallelizable(ParallelScope.All)]
public sealed class AllocationComparisonTests
{
    [TestCase(0, 0)]
    [TestCase(0, 8)]
    [TestCase(24, 88)]
    [TestCase(640, 704)]
    [TestCase(641, 705)]
    [TestCase(10_000, 11_000)]
    [TestCase(1_000, 937)]
    public void The_same_or_slightly_higher_allocation_passes(long before, long now)
    {
        AllocationComparison compared = Compare(before, now);
        Assert.That((compared.Failures, compared.Lower), Is.EqualTo((Array.Empty<string>(), Array.Empty<string>())));
    }

    [TestCase(0, 9, "A.B: allocates 9 bytes an operation, 9 more than the 0 of the file")]
    [TestCase(24, 89, "A.B: allocates 89 bytes an operation, 65 more than the 24 of the file (+270.8 %, 10 % are allowed)")]
    [TestCase(640, 705, "A.B: allocates 705 bytes an operation, 65 more than the 640 of the file (+10.2 %, 10 % are allowed)")]
    [TestCase(10_000, 11_001, "A.B: allocates 11,001 bytes an operation, 1,001 more than the 10,000 of the file (+10.0 %, 10 % are allowed)")]
    [TestCase(10_000, 20_000, "A.B: allocates 20,000 bytes an operation, 10,000 more than the 10,000 of the file (+100.0 %, 10 % are allowed)")]
    public void A_higher_allocation_fails_with_both_figures(long before, long now, string sentence)
    {
        AllocationComparison compared = Compare(before, now);
        Assert.That((compared.Failures, compared.Lower), Is.EqualTo((new[] { sentence }, Array.Empty<string>())));
    }

    [TestCase(24, 0)]
    [TestCase(1_000, 900)]
    public void A_clearly_lower_allocation_is_reported_and_passes(long before, long now)
    {
        AllocationComparison compared = Compare(before, now);
        Assert.That(compared.Failures, Is.Empty);
        Assert.That(compared.Lower, Is.EqualTo(new[] { FormattableString.Invariant($"A.B: allocates {now} bytes an operation, the file says {before:N0}") }));
    }

    [Test]
    public void A_benchmark_on_only_one_side_fails()
    {
        AllocationComparison compared = AllocationComparison.Of(
            new Dictionary<string, long> { ["gone"] = 1, ["stays"] = 1 }, new Dictionary<string, long> { ["stays"] = 1, ["new"] = 1_234 });
        Assert.That(compared.Failures, Is.EqualTo(new[]
        {
            "gone: stands in the file, and there is no such benchmark",
            "new: does not stand in the file; it allocates 1,234 bytes an operation",
        }));
    }

    private static AllocationComparison Compare(long before, long now) =>
        AllocationComparison.Of(new Dictionary<string, long> { ["A.B"] = before }, new Dictionary<string, long> { ["A.B"] = now });
}
