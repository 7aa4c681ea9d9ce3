using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>git's own server, <c>git http-backend</c>, as a CGI program (RFC 3875) behind a <see cref="LoopbackSite"/>.</summary>
internal static class GitSite
{
    /// <summary>A repository NAME.git with one commit below a folder; every client may push to it.</summary>
    public static async Task CreateAsync(string root, string name)
    {
        string script = $"""
            set -e
            git init -q -b main seed; cd seed; echo hello >file; git add file
            git -c user.name=t -c user.email=t@example.com commit -qm first; cd ..
            git clone -q --bare seed {name}.git; git -C {name}.git config http.receivepack true
            """;
        CommandResult result = await Command.RunAsync("sh", ["-c", script], Directory.CreateDirectory(root).FullName);
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
    }

    /// <summary>Serves the repositories below a folder.</summary>
    public static async Task ServeAsync(HttpContext context, string root)
    {
        HttpRequest request = context.Request;
        ProcessStartInfo start = new("git", ["http-backend"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        (string Name, string? Value)[] variables =
        [
            ("GIT_PROJECT_ROOT", root), ("GIT_HTTP_EXPORT_ALL", "1"), ("PATH_INFO", request.Path.Value),
            ("QUERY_STRING", request.QueryString.Value?.TrimStart('?')),
            ("REQUEST_METHOD", request.Method), ("CONTENT_TYPE", request.ContentType), ("CONTENT_LENGTH", request.ContentLength?.ToString(null, null)),
            ("HTTP_CONTENT_ENCODING", request.Headers.ContentEncoding), ("GIT_PROTOCOL", request.Headers["Git-Protocol"]), ("REMOTE_USER", "t"),
            ("GIT_CONFIG_COUNT", "1"), ("GIT_CONFIG_KEY_0", "safe.directory"), ("GIT_CONFIG_VALUE_0", "*"),
        ];
        foreach ((string variable, string? value) in variables)
        {
            start.Environment[variable] = value ?? "";
        }

        using Process process = Process.Start(start)!;
        await request.Body.CopyToAsync(process.StandardInput.BaseStream);
        process.StandardInput.Close();
        using MemoryStream answer = new();
        await process.StandardOutput.BaseStream.CopyToAsync(answer);
        byte[] bytes = answer.ToArray();
        int end = bytes.AsSpan().IndexOf("\r\n\r\n"u8);
        foreach (string line in System.Text.Encoding.ASCII.GetString(bytes, 0, end).Split("\r\n"))
        {
            string[] field = line.Split(": ", 2);
            if (field[0] == "Status")
            {
                context.Response.StatusCode = int.Parse(field[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
            }
            else
            {
                context.Response.Headers[field[0]] = field[1];
            }
        }

        await context.Response.Body.WriteAsync(bytes.AsMemory(end + 4));
    }
}
