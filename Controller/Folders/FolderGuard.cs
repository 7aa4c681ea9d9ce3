using System.Diagnostics;
using System.Runtime.Versioning;
using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Folders;

/// <summary>
/// Checks the files that an agent leaves in the shared folders for the host's own programs. It takes a look before the agent runs, short looks at the git
/// folders while it runs, and a whole one after no process of the bottle can write any more. Files from before are not breaches.
/// </summary>
/// <remarks>
/// A short look lists the known git folders and reads no file: 0.3 ms for a small repository. The pause after it is fifty times its duration and at least a
/// second, so that it takes at most a fiftieth of a processor.
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

    /// <summary>Begins the first look, in parallel with the building of the bottle.</summary>
    /// <param name="folders">The folders that are shared read-write, without links.</param>
    /// <param name="gitFolders">The git folders whose settings are masked; the first look finds others.</param>
    /// <param name="tell">Receives each breach once, at once, on any thread.</param>
    /// <param name="configs">The masked configs; null if there are no masks.</param>
    /// <param name="keep">The run's folder, in which the first look is stored for the controller; null for none.</param>
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
            foreach (var git in known.Concat(_folders.Select(folder => Path.Combine(folder, ".git"))).Concat(looks.Values.SelectMany(look => look.GitFolders))
                .Distinct().ToList())
            {
                _git[git] = GitTree.Look(git);
            }

            foreach (var link in _git.Values.SelectMany(tree => tree.Links.Keys).ToList())
            {
                Follow(link); // the target of an existing link belongs to git, too
            }

            return looks;
        });
    }

    /// <summary>The breaches so far.</summary>
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
    /// <returns>Facts for the operator from before the run: links that an earlier run may have left.</returns>
    public IReadOnlyList<string> AwaitFirstLook()
    {
        _before.Wait();
        if (_keep is not null)
        {
            FolderBaseline.Write(_keep, _git);
        }

        var leading = _git.Values.SelectMany(tree => tree.Links).Where(link => !Inside(link.Key)).Select(link => $"{link.Key} -> {link.Value}")
            .Order(StringComparer.Ordinal).ToList();
        return leading.Count == 0 ? [] :
        [
            $"{FolderTexts.Some(leading)}: a symbolic link in a git folder leads out of what is shared. git on this host writes through it; if you did not "
                + "make it, an earlier agent did: remove it.",
        ];
    }

    /// <summary>Repeats the look from now on.</summary>
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

    /// <summary>Looks once at the git folders of the first look.</summary>
    /// <returns>True if there is a breach, now or from before.</returns>
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

    /// <summary>Repairs a masked file that the host replaced (<see cref="ConfigGuard.Settle"/>).</summary>
    /// <returns>False if that failed.</returns>
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

    /// <summary>True if no other bottle uses the folders at this moment.</summary>
    public bool Alone => _configs?.Alone ?? true;

    private void Add(FolderBreach breach)
    {
        lock (_gate)
        {
            if (_breaches.Count > MostTold || _breaches.Contains(breach))
            {
                return;
            }

            // An agent can make any number of breaches.
            var told = _breaches.Count < MostTold
                ? breach
                : new FolderBreach(breach.Path, $"{breach.Path} and more beyond it: {MostTold} breaches were reported; further ones are not.");
            _breaches.Add(told);
            _tell(told);
        }
    }

    /// <summary>Takes the last look, after no process of the bottle runs any more.</summary>
    /// <returns>Sentences for the operator, in addition to the breaches.</returns>
    public IReadOnlyList<string> End()
    {
        Stop();
        Look();
        List<string> notices = [];
        var told = _git.SelectMany(known => GitTree.Look(known.Key).Told.Where(found => known.Value.Told.GetValueOrDefault(found.Key) != found.Value))
            .Select(found => found.Key).Order(StringComparer.Ordinal).ToList();
        if (told.Count > 0)
        {
            notices.Add(
                $"{FolderTexts.Some(told)} came or changed while the agent ran: by it git on this host hides files, shows another history, or runs commands "
                    + "when a rebase goes on. Read it before you use git there.");
        }

        foreach (var folder in _folders)
        {
            var (before, now) = (_before.Result[folder], FolderLook.Take(folder));
            foreach (var git in now.GitFolders.Where(git => !_git.ContainsKey(git)))
            {
                lock (_gate)
                {
                    // Links and leads inside a new repository are its author's, like its config: the repository itself is reported.
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
            return false; // links that form a circle
        }
    }
}
