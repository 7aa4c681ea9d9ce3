using System.IO.Pipes;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Launching;

/// <summary>
/// The caller's environment for a process of ours in the background, by a pipe: it holds secrets, and an environment or an argument list could be read by
/// others of the same user.
/// </summary>
internal sealed class HandedEnvironment : IDisposable
{
    /// <summary>The number of the pipe in the process that takes it.</summary>
    public const int Descriptor = 3;

    private readonly AnonymousPipeServerStream _pipe = new(PipeDirection.Out, HandleInheritability.None);

    /// <summary>The end that the process gets.</summary>
    public SafePipeHandle TakersEnd => _pipe.ClientSafePipeHandle;

    /// <summary>Hands it over, once the process is started. One that ends before it has read everything is noticed by its end.</summary>
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
            // The reader ended, or was given up: its caller says why.
        }
        finally
        {
            await _pipe.DisposeAsync();
        }
    }

    /// <summary>Takes what was handed over, in the process that was started for it.</summary>
    public static IReadOnlyDictionary<string, string> Take()
    {
        using FileStream pipe = new(new SafeFileHandle(Descriptor, ownsHandle: true), FileAccess.Read);
        return JsonSerializer.Deserialize(pipe, HandedEnvironmentJson.Default.DictionaryStringString) ?? [];
    }

    /// <inheritdoc/>
    public void Dispose() => _pipe.Dispose();
}
