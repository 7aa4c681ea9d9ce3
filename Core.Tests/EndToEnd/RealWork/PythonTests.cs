using System.Security.Cryptography;

namespace BotBottle.Core.Tests.EndToEnd.RealWork;

/// <summary>Python in a bottle: a virtual environment, and pip against the index's own pages.</summary>
[Category("System")]
[Parallelizable(ParallelScope.All)]
public sealed class PythonTests
{
    // Most of the time would go to an installation of pip out of the wheel from which it can run. Debian has that wheel in a folder of its own.
    private const string Wheel = """
        wheel=$(ls /usr/share/python-wheels/pip-*.whl "$(python3 -c 'import ensurepip; print(*ensurepip.__path__)')"/_bundled/pip-*.whl 2>/dev/null | head -1)
        pip() { python "$wheel/pip" "$@"; }
        python3 -m venv --without-pip .venv && . .venv/bin/activate
        """;

    [TestCase(Wheel, TestName = "A project is installed and tested")]
    [TestCase("python3 -m venv .venv && . .venv/bin/activate", TestName = "A project is installed and tested with a pip of its own", Category = "Long")]
    public async Task A_project_is_installed_and_tested(string environment)
    {
        byte[] wheel = Archive.Zip(
            ("greeting.py", "def to(name):\n    return f'hello {name}'\n"),
            ("greeting-1.0.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: greeting\nVersion: 1.0.0\n"),
            ("greeting-1.0.0.dist-info/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"),
            ("greeting-1.0.0.dist-info/RECORD",
                "greeting.py,,\ngreeting-1.0.0.dist-info/METADATA,,\ngreeting-1.0.0.dist-info/WHEEL,,\ngreeting-1.0.0.dist-info/RECORD,,\n"));
        const string Place = "files.pythonhosted.org/packages/aa/bb/greeting-1.0.0-py3-none-any.whl";
        Registry registry = new Registry()
            .With(
                "pypi.org/simple/greeting/",
                $"<!DOCTYPE html><a href=\"https://{Place}#sha256={Convert.ToHexStringLower(SHA256.HashData(wheel))}\">greeting-1.0.0-py3-none-any.whl</a>",
                "text/html")
            .With(Place, wheel);
        await using CliHost host = await CliHost.StartAsync();
        CommandResult result = await Project.WorkAsync(
            host, "pypi", registry,
            environment + " && pip install -r requirements.txt && python -m unittest && python -c \"import greeting; "
                + "print(greeting.to('python'))\"",
            ("requirements.txt", "greeting>=1\n"),
            ("test_greeting.py",
                "import greeting, unittest\nclass T(unittest.TestCase):\n    def test(self):\n        self.assertEqual(greeting.to('python'), 'hello python')\n"
                    + ""));
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        Assert.That(result.Output, Does.Contain("Successfully installed greeting-1.0.0").And.EndWith("hello python\n"), result.ToString());
        Assert.That(result.Error, Does.Contain("Ran 1 test").And.Contain("OK").And.Not.Contain("WARNING"), result.ToString());
    }
}
