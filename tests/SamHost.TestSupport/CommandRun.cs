using SamHost.Commands;
using SamHost.Configuration;
using Spectre.Console;
using static TorchSharp.torch;

namespace SamHost.TestSupport;

/// <summary>
/// A working directory of its own, in which the command line runs in this process, as Program runs it with redirected output. Its
/// appsettings.json is a study that trains within a second.
/// </summary>
internal sealed class CommandRun : IDisposable
{
    public const string SmallStudy = """
        {
          "Study": {
            "Name": "small",
            "Epochs": 1,
            "Dataset": { "Name": "gaussian-toy", "Options": { "Dimension": 4, "TrainCount": 16, "TestCount": 8 } },
            "Model": { "Name": "linear" },
            "Optimizers": [{ "Name": "sgd" }]
          },
          "Torch": { "Threads": 1 },
          "Output": { "Report": false }
        }
        """;

    public CommandRun() => Write("appsettings.json", SmallStudy);

    public string Folder { get; } = Directory.CreateTempSubdirectory("samhost-run-").FullName;

    public string File(params string[] parts) => Path.Combine([Folder, .. parts]);

    public void Write(string name, string text) => System.IO.File.WriteAllText(WithFolder(name), text);

    public void Write(string name, byte[] bytes) => System.IO.File.WriteAllBytes(WithFolder(name), bytes);

    /// <summary>Runs the command line.</summary>
    public CommandResult Invoke(params string[] arguments)
    {
        using var output = new StringWriter();
        return InvokeInto(output, arguments);
    }

    /// <summary>Runs the command line with another output.</summary>
    public CommandResult InvokeInto(StringWriter output, params string[] arguments)
    {
        using var errors = new StringWriter();
        var (directory, console, threads) = (Environment.CurrentDirectory, Console.Out, get_num_threads());
        Environment.CurrentDirectory = Folder;
        Console.SetOut(output);
        try
        {
            return new CommandResult(Invoke(output, errors, arguments), output.ToString(), errors.ToString());
        }
        finally
        {
            Environment.CurrentDirectory = directory;
            Console.SetOut(console);
            set_num_threads(threads);
        }
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static ExitCode Invoke(TextWriter output, TextWriter errors, string[] arguments)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        console.Profile.Width = 10_000;
        return new CommandLine(console, errors).Invoke(arguments);
    }

    private string WithFolder(string name)
    {
        var path = File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }
}
