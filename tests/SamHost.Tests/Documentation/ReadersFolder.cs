using System.Security.Cryptography;
using SamHost.TestSupport;

namespace SamHost.Tests.Documentation;

/// <summary>A working directory as a reader of README.md has it: with the plugin, the settings file and the key that it shows.</summary>
internal sealed class ReadersFolder : IDisposable
{
    public ReadersFolder()
    {
        var plugin = Directory.CreateDirectory(System.IO.Path.Combine(Path, "my-plugins", "LateSam")).FullName;
        foreach (var file in Directory.GetFiles(System.IO.Path.Combine(AppContext.BaseDirectory, "test-plugins", "LateSam")))
            File.Copy(file, System.IO.Path.Combine(plugin, System.IO.Path.GetFileName(file)));
        File.WriteAllText(System.IO.Path.Combine(Path, "mine.json"), new Page("host/docs/studies.md").File("mine.json"));
        // The clone's own files, as a reader has them.
        Directory.CreateDirectory(System.IO.Path.Combine(Path, "host", "observability"));
        File.Copy(Repository.Full("host/observability/study.json"), System.IO.Path.Combine(Path, "host", "observability", "study.json"));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(System.IO.Path.Combine(Path, "key.pem"), key.ExportECPrivateKeyPem());
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("samhost-readme-").FullName;

    /// <summary>Puts short runs of a study of the digits there.</summary>
    public void HoldRuns(string study)
    {
        var (exitCode, output) = HostProgram.Run(
            Path, "run", "-q", "--set", $"Study:Name={study}", "--set", "Study:Epochs=1", "--set", "Study:Seeds=[1]", "--set",
            "Output:Report=false");
        Assert.True(exitCode == 0, output);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
