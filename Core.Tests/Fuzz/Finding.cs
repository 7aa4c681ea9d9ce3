namespace BotBottle.Fuzz;

/// <summary>A parser broke an invariant, or said something else than its reference.</summary>
internal sealed class Finding(string message) : Exception(message)
{
    /// <summary>Two ways to one verdict have to agree.</summary>
    /// <param name="found">What the parser said.</param>
    /// <param name="expected">What it said another way, or the reference says.</param>
    /// <param name="what">What was compared.</param>
    public static void Unless<T>(T found, T expected, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(found, expected))
        {
            throw new Finding($"{what}: {found} instead of {expected}");
        }
    }

    /// <summary>Something has to hold.</summary>
    public static void Unless(bool holds, string what)
    {
        if (!holds)
        {
            throw new Finding(what);
        }
    }
}
