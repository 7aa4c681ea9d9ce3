namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>What an agent left in the shared folders that the host should not trust: a look before it runs, and one when it has ended.</summary>
internal sealed class FolderReview
{
    private readonly Task<(string Folder, RepositoryCensus Census)[]> _before;

    /// <summary>Begins the first look, beside the building of the bottle.</summary>
    /// <param name="folders">The folders that are shared writable.</param>
    public FolderReview(IEnumerable<string> folders)
    {
        string[] all = [.. folders];
        _before = Task.Run(() => all.Select(folder => (folder, RepositoryCensus.Take(folder))).ToArray());
    }

    /// <summary>Waits for the end of the first look: the agent must not run before.</summary>
    public void AwaitFirstLook() => _before.Wait();

    /// <summary>Looks again.</summary>
    /// <returns>Sentences for the operator.</returns>
    public IReadOnlyList<string> Findings()
    {
        try
        {
            return [.. _before.Result.SelectMany(before => RepositoryCensus.Take(before.Folder).Since(before.Census))];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [$"the shared folders could not be searched for repositories that the agent left: {error.Message}"];
        }
    }
}
