using System.Diagnostics;
using System.Runtime.Versioning;
using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Folders;

/// <summary>
/// Watches what an agent leaves in the shared folders for the host's own programs: a look before it runs, short looks at the git folders while it runs, and a whole one when it has
/// ended and nothing of it can write any more. What was there before is no breach.
/// </summary>
/// <remarks>
/// A short look lists the known git folders and reads no file: 0.3 ms for a small repository. It is repeated after fifty times as long as it took and not sooner than after a second,
/// so that it takes at most a fiftieth of a processor.
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed class FolderGuard : IDisposable
{
    private const int Rest = 50;
    private const int MostTold = 200;
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    private readonly string[] _folders;
    private readonly Action<FolderBreach> _tell;
    private readonly ConfigGuard? _configs;
    private readonly string? _keep;
    private readonly Task<Dictionary<string, FolderLook>> _before;
    private readonly ManualResetEventSlim _ended = new();
    private readonly Lock _gate = new();
    private readonly List<FolderBreach> _breaches = [];
    private readonly Dictionary<string, GitTree> _git = [];
    private Thread? _thread;

    /// <summary>Begins the first look, beside the building of the bottle.</summary>
    /// <param name="folders">The folders that are shared writable, without links.</param>
    /// <param name="gitFolders">The git folders whose settings are masked; others are found by the first look.</param>
    /// <param name="tell">Takes each breach once, at once, on any thread.</param>
    /// <param name="configs">The configs that are masked; null where nothing is.</param>
    /// <param name="keep">The run's folder, where the first look is kept for the controller; null for none.</param>
    public FolderGuard(IEnumerable<string> folders, IEnumerable<string> gitFolders, Action<FolderBreach> tell, ConfigGuard? configs, string? keep = null)
    {
        _keep = keep;
        _configs = configs;
        _folders = [.. folders];
        _tell = tell;
        string[] known = [.. gitFolders];
        _before = Task.Run(() =>
        {
            var looks = _folders.ToDictionary(folder => folder, FolderLook.Take, StringComparer.Ordinal);
            foreach (var git in known.Concat(_folders.Select(folder => Path.Combine(folder, ".git"))).Concat(looks.Values.SelectMany(look => look.GitFolders)).Distinct().ToList())
            {
                _git[git] = GitTree.Look(git);
            }

            foreach (var link in _git.Values.SelectMany(tree => tree.Links.Keys).ToList())
            {
                Follow(link); // what lies behind a link that was there is git's, too
            }

            return looks;
        });
    }

    /// <summary>What was found so far.</summary>
    public IReadOnlyList<FolderBreach> Breaches
    {
        get
        {
            lock (_gate)
            {
                return [.. _breaches];
            }
        }
    }

    /// <summary>Waits for the end of the first look: the agent must not run before.</summary>
    /// <returns>What the operator should know already: links that an earlier run may have left.</returns>
    public IReadOnlyList<string> AwaitFirstLook()
    {
        _before.Wait();
        if (_keep is not null)
        {
            FolderBaseline.Write(_keep, _git);
        }

        var leading = _git.Values.SelectMany(tree => tree.Links).Where(link => !Inside(link.Key)).Select(link => $"{link.Key} -> {link.Value}").Order(StringComparer.Ordinal).ToList();
        return leading.Count == 0 ? [] :
        [
            $"{FolderTexts.Some(leading)}: a symbolic link in a git folder leads out of what is shared. git on this host writes through it; if you did not make it, an earlier agent did: remove it.",
        ];
    }

    /// <summary>Looks from now on.</summary>
    /// <param name="found">Called once, after the first breach that a look finds.</param>
    public void Begin(Action found)
    {
        _thread = new Thread(() =>
        {
            var (pause, called) = (Shortest, false);
            while (!_ended.Wait(pause))
            {
                var since = Stopwatch.GetTimestamp();
                if (Look() && !called)
                {
                    called = true;
                    found();
                }

                var rest = Stopwatch.GetElapsedTime(since) * Rest;
                pause = rest > Shortest ? rest : Shortest;
            }
        }) { IsBackground = true, Name = "folder guard" };
        _thread.Start();
    }

    /// <summary>Looks once at the git folders that were there.</summary>
    /// <returns>Whether there is a breach, now or from before.</returns>
    public bool Look()
    {
        lock (_gate)
        {
            foreach (var held in _configs?.Changed() ?? [])
            {
                Settle(held);
            }

            foreach (var (git, before) in _git)
            {
                Compare(before, GitTree.Look(git));
            }

            return _breaches.Count > 0;
        }
    }

    /// <summary>Sees to a masked file that the host replaced (<see cref="ConfigGuard.Settle"/>).</summary>
    /// <returns>False when it could not be done.</returns>
    public bool Settle(string file)
    {
        try
        {
            lock (_gate)
            {
                if (_configs?.Settle(file) is { } breach)
                {
                    Add(breach);
                }
            }

            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Whether no other bottle uses the folders at this moment.</summary>
    public bool Alone => _configs?.Alone ?? true;

    private void Add(FolderBreach breach)
    {
        lock (_gate)
        {
            if (_breaches.Count > MostTold || _breaches.Contains(breach))
            {
                return;
            }

            // An agent makes as many as it likes.
            var told = _breaches.Count < MostTold ? breach : new FolderBreach(breach.Path, $"{breach.Path} and more beyond it: {MostTold} breaches were told, and no more are.");
            _breaches.Add(told);
            _tell(told);
        }
    }

    /// <summary>The last look, when nothing of the bottle runs any more.</summary>
    /// <returns>Sentences for the operator, besides the breaches.</returns>
    public IReadOnlyList<string> End()
    {
        Stop();
        Look();
        List<string> notices = [];
        var told = _git.SelectMany(known => GitTree.Look(known.Key).Told.Where(found => known.Value.Told.GetValueOrDefault(found.Key) != found.Value)).Select(found => found.Key).Order(StringComparer.Ordinal).ToList();
        if (told.Count > 0)
        {
            notices.Add($"{FolderTexts.Some(told)} came or changed while the agent ran: by it git on this host hides files, shows another history, or runs commands when a rebase goes on. Read it before you use git there.");
        }

        foreach (var folder in _folders)
        {
            var (before, now) = (_before.Result[folder], FolderLook.Take(folder));
            foreach (var git in now.GitFolders.Where(git => !_git.ContainsKey(git)))
            {
                lock (_gate)
                {
                    // What leads elsewhere from a repository that came is its maker's, as its config is: the repository itself is told.
                    Compare(GitTree.Nothing, GitTree.Look(git), leads: false);
                }
            }

            notices.AddRange(now.Since(before, _folders, guarded: _configs is not null));
        }

        return notices;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        _ended.Dispose();
    }

    private void Stop()
    {
        _ended.Set();
        _thread?.Join();
        _thread = null;
    }

    private void Compare(GitTree before, GitTree now, bool leads = true)
    {
        foreach (var breach in now.Since(before, leads))
        {
            Add(breach);
        }
    }

    private void Follow(string link)
    {
        if (Inside(link) && Paths.Real(link) is var real && Directory.Exists(real) && !_git.Keys.Any(git => Paths.Holds(git, real)))
        {
            _git[real] = GitTree.Look(real);
        }
    }

    private bool Inside(string link)
    {
        try
        {
            var real = Paths.Real(link);
            return _folders.Concat(_git.Keys).Any(folder => Paths.Holds(folder, real));
        }
        catch (IOException)
        {
            return false; // links in a circle
        }
    }
}
