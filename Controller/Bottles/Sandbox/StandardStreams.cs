namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>Standard input, output and error, the only descriptors that an agent gets from the host.</summary>
internal static class StandardStreams
{
    /// <summary>Refuses a folder as one of them: through its descriptor an agent would read all that lies beside and above it.</summary>
    /// <exception cref="BottleException">One is a folder.</exception>
    public static void RefuseFolders()
    {
        for (var number = 0; number <= 2; number++)
        {
            var target = new FileInfo($"/proc/self/fd/{number}").LinkTarget;
            if (target is not null && target.StartsWith('/') && Directory.Exists($"/proc/self/fd/{number}"))
            {
                throw new BottleException($"descriptor {number} is the folder {target}; give the agent a file, a pipe or a terminal.");
            }
        }
    }
}
