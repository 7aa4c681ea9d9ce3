namespace BotBottle.Fuzz;

/// <summary>Runs one target: first what it begins from, then mutations of that until it is told to stop or finds something.</summary>
internal sealed class FuzzRun(FuzzTarget target, int seed)
{
    private const int MaxShrinking = 3000;

    private readonly List<byte[]> _corpus = [.. target.Seeds, .. FoundSeeds.Of(target.Name)];

    /// <summary>The inputs that were judged so far.</summary>
    public long Executions { get; private set; }

    /// <summary>The input that is being judged.</summary>
    public byte[] Current { get; private set; } = [];

    /// <summary>The smallest input found that fails as the first one did, and how; null when all is well.</summary>
    /// <param name="goesOn">Asked before each mutation.</param>
    public (byte[] Input, string Message)? Run(Func<bool> goesOn)
    {
        Mutator mutator = new(seed);
        foreach (byte[] input in _corpus)
        {
            if (Judge(input) is { } fault)
            {
                return Shrink(input, fault);
            }
        }

        while (goesOn())
        {
            byte[] input = mutator.Mutate(_corpus, target.Dictionary);
            if (Judge(input) is { } fault)
            {
                return Shrink(input, fault);
            }
        }

        return null;
    }

    private Exception? Judge(byte[] input)
    {
        Current = input;
        Executions++;
        try
        {
            target.Judge(input);
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    // Leaves out halves, quarters … single bytes as long as the same kind of fault stays.
    private (byte[] Input, string Message) Shrink(byte[] input, Exception fault)
    {
        int tries = 0;
        for (int size = Math.Max(1, input.Length / 2); size > 0; size /= 2)
        {
            for (int at = 0; at < input.Length && tries < MaxShrinking;)
            {
                tries++;
                byte[] smaller = [.. input.AsSpan(0, at), .. input.AsSpan(Math.Min(input.Length, at + size))];
                if (Judge(smaller) is { } same && same.GetType() == fault.GetType())
                {
                    (input, fault) = (smaller, same);
                }
                else
                {
                    at += size;
                }
            }
        }

        return (input, fault is Finding ? fault.Message : fault.ToString());
    }
}
