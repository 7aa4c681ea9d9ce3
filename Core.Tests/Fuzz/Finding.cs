namespace BotBottle.Fuzz;

/// <summary>A parser broke an invariant or disagreed with its reference.</summary>
internal sealed class Finding(string message) : Exception(message)
{
    /// <summary>Throws unless two ways to one verdict agree.</summary>
    /// <param name="found">The parser's verdict.</param>
    /// <param name="expected">The verdict of another way or of the reference.</param>
    /// <param name="what">The compared property.</param>
    public static void Unless<T>(T found, T expected, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(found, expected))
        {
            throw new Finding($"{what}: {found} instead of {expected}");
        }
    }

    /// <summary>Throws unless a condition is true.</summary>
    public static void Unless(bool holds, string what)
    {
        if (!holds)
        {
            throw new Finding(what);
        }
    }
}
