using System.IO.Pipes;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Launching;

/// <summary>
/// Passes the caller's environment to a background process through a pipe. It contains secrets, and other processes of the same user could read an environment
/// or an argument list.
/// </summary>
internal sealed class HandedEnvironment : IDisposable
{
    /// <summary>The pipe's file descriptor in the receiving process.</summary>
    public const int Descriptor = 3;

    private readonly AnonymousPipeServerStream _pipe = new(PipeDirection.Out, HandleInheritability.None);

    /// <summary>The end of the pipe for the receiving process.</summary>
    public SafePipeHandle TakersEnd => _pipe.ClientSafePipeHandle;

    /// <summary>Writes the environment after the process was started. If the process ends before it has read everything, its caller notices that.</summary>
    /// <param name="environment">Names and values.</param>
    public async Task GiveAsync(IReadOnlyDictionary<string, string> environment)
    {
        _pipe.DisposeLocalCopyOfClientHandle();
        try
        {
            await JsonSerializer.SerializeAsync(_pipe, environment, HandedEnvironmentJson.Default.IReadOnlyDictionaryStringString);
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            // The reader ended or was given up; the caller reports the reason.
        }
        finally
        {
            await _pipe.DisposeAsync();
        }
    }

    /// <summary>Reads the environment in the receiving process.</summary>
    public static IReadOnlyDictionary<string, string> Take()
    {
        using FileStream pipe = new(new SafeFileHandle(Descriptor, ownsHandle: true), FileAccess.Read);
        return JsonSerializer.Deserialize(pipe, HandedEnvironmentJson.Default.DictionaryStringString) ?? [];
    }

    /// <inheritdoc/>
    public void Dispose() => _pipe.Dispose();
}

/// <summary>The JSON form of an environment.</summary>
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
internal sealed partial class HandedEnvironmentJson : JsonSerializerContext;
