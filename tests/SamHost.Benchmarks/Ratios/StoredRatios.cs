using System.Text.Json.Nodes;
using SamHost.Configuration;

namespace SamHost.Benchmarks.Ratios;

/// <summary>The ratios of an earlier run, and the machine that it ran on: <c>tests/SamHost.Benchmarks/ratios.json</c>.</summary>
/// <param name="Machine">The machine, as <see cref="MachineDescription"/> describes it.</param>
/// <param name="Ratios">The ratios by their names.</param>
internal sealed record StoredRatios(JsonObject Machine, IReadOnlyDictionary<string, MeasuredRatio> Ratios)
{
    /// <summary>The file in the repository that this program was built from.</summary>
    /// <exception cref="UserErrorException">It was built elsewhere.</exception>
    public static string DefaultFile()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "SamHost.sln")))
                return Path.Combine(folder.FullName, "tests", "SamHost.Benchmarks", "ratios.json");
        }

        throw new UserErrorException($"No folder above {AppContext.BaseDirectory} holds SamHost.sln; say by --ratios where the file is.");
    }

    /// <summary>Reads the file; null where there is none.</summary>
    /// <exception cref="UserErrorException">It is no such file.</exception>
    public static StoredRatios? Read(string path)
    {
        if (!File.Exists(path)) return null;
        try
        {
            var content = JsonNode.Parse(File.ReadAllText(path))!;
            return new StoredRatios(
                content["machine"]!.AsObject(),
                content["ratios"]!.AsArray().Select(node => MeasuredRatio.Read(node!)).ToDictionary(ratio => ratio.Name));
        }
        catch (Exception e) when (e is not IOException)
        {
            throw new UserErrorException($"{path} holds no ratios of 'all'; write it anew by --store.");
        }
    }

    /// <summary>Writes the file; ratios that this run did not measure are not in it.</summary>
    public static void Write(string path, JsonObject machine, IEnumerable<MeasuredRatio> ratios) => File.WriteAllText(
        path,
        JsonText.Of(new JsonObject
        {
            ["machine"] = machine,
            ["ratios"] = new JsonArray([.. ratios.Select(ratio => ratio.ToJson())]),
        }) + "\n");
}
