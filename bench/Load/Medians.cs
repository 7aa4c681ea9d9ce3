namespace BotBottle.Bench.Load;

/// <summary>The median of figures; for an even number, the mean of the two in the middle.</summary>
internal static class Medians
{
    public static double Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
