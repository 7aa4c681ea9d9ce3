using System.ComponentModel;
using System.Text;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Bottles.Container;

/// <summary>
/// docker or podman, used through the commands that both share. Their own variables and files (CONTAINERS_CONF, DOCKER_HOST, ...) set their storage.
/// </summary>
/// <param name="program">The program's file.</param>
/// <param name="environment">The host's environment.</param>
internal sealed class Engine(string program, IReadOnlyDictionary<string, string> environment)
{
    private static readonly string[] Known = ["podman", "docker"];

    /// <summary>The program's file.</summary>
    public string Program => program;

    /// <summary>True for podman, by its file name.</summary>
    public bool IsPodman => Name == "podman";

    /// <summary>The program's name.</summary>
    public string Name => Path.GetFileName(program);

    /// <summary>True for podman without root: the container's user is mapped to the caller.</summary>
    public bool IsRootlessPodman => IsPodman && Processes.User() != 0;

    /// <summary>Finds <c>$BOT_BOTTLE_ENGINE</c>, or the first of podman and docker on PATH.</summary>
    /// <exception cref="BottleException">Neither exists.</exception>
    public static Engine Find(IReadOnlyDictionary<string, string> environment, string workingFolder)
    {
        var path = environment.GetValueOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
        var chosen = environment.GetValueOrDefault("BOT_BOTTLE_ENGINE", "");
        var found = (chosen.Length > 0 ? [chosen] : Known).Select(name => Executable.Find(name, path, workingFolder)).FirstOrDefault(file => file is not null);
        return found is not null
            ? new Engine(found, environment)
            : throw new BottleException(chosen.Length > 0
                ? $"BOT_BOTTLE_ENGINE is {chosen}, which is not found: name podman, docker or the file of one."
                : "--isolation container needs podman or docker, and neither is on PATH: install one (Debian, Ubuntu: apt-get install podman), or use "
                    + "--isolation sandbox.");
    }

    /// <summary>Makes the request that starts one of its commands.</summary>
    public SpawnRequest Request(IReadOnlyList<string> words, IReadOnlyList<DescriptorMapping> descriptors) => new()
    {
        Path = program, Arguments = words, Environment = environment, WorkingFolder = "/", Descriptors = descriptors,
    };

    /// <summary>Runs a command to its end.</summary>
    /// <returns>Its output without the last line end.</returns>
    /// <exception cref="BottleException">The command failed; the message is the engine's own.</exception>
    public string Run(params IReadOnlyList<string> words)
    {
        var (read, write) = Descriptors.Pipe();
        var (errorRead, errorWrite) = Descriptors.Pipe();
        using var nothing = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        ChildProcess child;
        using (write)
        using (errorWrite)
        {
            try
            {
                child = Spawner.Start(Request(words, [new(nothing, 0), new(write, 1), new(errorWrite, 2)]));
            }
            catch (Win32Exception fault)
            {
                read.Dispose();
                errorRead.Dispose();
                throw new BottleException($"{program} could not be started: {fault.Message}", fault);
            }
        }

        var errors = Task.Run(() => ReadAll(errorRead));
        var output = ReadAll(read);
        var status = child.Wait();
        return status.Code == 0 ? output.TrimEnd('\n') : throw Failure(words[0], errors.Result.Trim());
    }

    private BottleException Failure(string word, string error) =>
        new((IsRootlessPodman ? RootlessPodman.Explain(error, UserAccount.Current().Name, RootlessPodman.Ranges) : null) ?? $"{Name} {word} failed: {error}");

    private static string ReadAll(Microsoft.Win32.SafeHandles.SafeFileHandle handle)
    {
        using var stream = new FileStream(handle, FileAccess.Read, bufferSize: 1);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
