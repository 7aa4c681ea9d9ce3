using System.Text;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using BotBottle.Core.Logins;

namespace BotBottle.Controller.Commands;

/// <summary>Reads a login from an agent's own file or from standard input.</summary>
/// <param name="host">The command's surroundings.</param>
/// <param name="use">The names of the new login.</param>
internal sealed class LoginSource(CommandHost host, LoginUse use)
{
    private const int MostBytes = 256 * 1024;
    private const string Input = "standard input";

    private readonly LoginAgent _agent = LoginAgent.Named(use.Agent)!;

    /// <summary>Reads a token, which is never refreshed. On a terminal it asks for it.</summary>
    /// <exception cref="CommandFailure">There is none, or the agent has none that lasts.</exception>
    public Login Token()
    {
        if (use.Agent == LoginAgent.Codex.Name)
        {
            throw CommandFailure.Usage("--token-stdin: Codex CLI has no token that lasts", $"Import its file: bot-bottle login codex --import ~/{_agent.File}");
        }

        string text = host.IsInputTerminal && host.Ask is { } ask
            ? ask("Paste the token, which this terminal shows, and press Enter:") ?? "" : Encoding.UTF8.GetString(ReadInput("--token-stdin"));
        return text.Trim() is { Length: > 0 } token
            ? Make("--token-stdin", null, () => LoginImport.OfToken(use, token, Input, host.Time.GetUtcNow()))
            : throw CommandFailure.Usage(
                $"--token-stdin: {Input} is empty, so there is no token",
                use.Agent == LoginAgent.Claude.Name ? "'claude setup-token' prints one." : "Try: gh auth token | bot-bottle login copilot --token-stdin");
    }

    /// <summary>Reads an agent's own file.</summary>
    /// <param name="file">Its path; <c>-</c> for standard input.</param>
    /// <exception cref="CommandFailure">It cannot be read, or holds no login of that agent.</exception>
    public Login File(string file)
    {
        string own = _agent.File ?? throw CommandFailure.Usage(
            $"--import: {_agent.Title} keeps no file that can be imported", "Give its token: gh auth token | bot-bottle login copilot --token-stdin");
        bool isInput = file == "-";
        string path = isInput ? Input : Path.GetFullPath(file, host.Folder);
        if (isInput && host.IsInputTerminal)
        {
            throw CommandFailure.Usage($"--import -: {Input} is this terminal", $"Name the file: bot-bottle login {use.Agent} --import ~/{own}");
        }

        byte[] text;
        try
        {
            text = isInput ? ReadInput("--import -") : RegularFile.Read(path, MostBytes, Links.Follow);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCode.Usage, $"--import: {FileTrouble.Say(path, path, failure)}", null, failure);
        }

        string expected = $"What is read is the text of ~/{own}. A token alone goes to --token-stdin.";
        return text.AsSpan().Trim(" \t\r\n"u8).IsEmpty
            ? throw CommandFailure.Usage($"--import: {path} is empty", isInput ? $"Did the program before | fail? {expected}" : expected)
            : Make($"--import: {path}", OtherAgent(text, path, file) ?? expected, () => LoginImport.Read(use, text, path, host.Time.GetUtcNow()));
    }

    private static Login Make(string from, string? advice, Func<Login> read)
    {
        try
        {
            return read();
        }
        catch (FormatException wrong)
        {
            throw new CommandFailure(ExitCode.Usage, $"{from} holds no login: {wrong.Message}", advice, wrong);
        }
    }

    // The advice for another agent's file; null if it is none.
    private string? OtherAgent(byte[] text, string path, string file)
    {
        foreach (LoginAgent other in LoginAgent.All.Where(agent => agent != _agent && agent.File is not null))
        {
            try
            {
                LoginImport.Read(new LoginUse(other.Name, use.Name), text, path, host.Time.GetUtcNow());
                return $"It is a login of {other.Title}: bot-bottle login {other.Name} --import {file}";
            }
            catch (FormatException)
            {
                // not that agent's
            }
        }

        return null;
    }

    private byte[] ReadInput(string option)
    {
        using Stream input = host.Input();
        using MemoryStream all = new();
        byte[] piece = new byte[16 * 1024];
        for (int read = input.Read(piece); read > 0; read = input.Read(piece))
        {
            all.Write(piece, 0, read);
            if (all.Length > MostBytes)
            {
                throw CommandFailure.Usage($"{option}: {Input} holds more than {MostBytes / 1024} KiB, so it is no login");
            }
        }

        return all.ToArray();
    }
}
