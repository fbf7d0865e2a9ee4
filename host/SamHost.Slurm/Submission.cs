using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using SamHost.Configuration;
using SamHost.Runs;
using SamHost.Studies.Execution;
using SamHost.Studies.Plans;
using SamHost.Studies.Processes;

namespace SamHost.Slurm;

/// <summary>
/// A part of a study that was handed to a scheduler: its folder <c>.slurm/ID/</c> in that of the study, with the settings, a request for
/// each element, the script, the logs, and what became of the attempts.
/// </summary>
/// <param name="Folder">The folder.</param>
internal sealed record Submission(string Folder)
{
    /// <summary>The folder of a study's submissions, within the study's.</summary>
    public const string AllName = ".slurm";

    private const string SetupFile = "setup.json";
    private const string RunsFile = "runs.json";
    private const string JobsFile = "jobs.json";

    /// <summary>Its name, like no other's.</summary>
    public string Id => Path.GetFileName(Folder);

    /// <summary>The folder of the requests.</summary>
    public string Requests => Path.Combine(Folder, "requests");

    /// <summary>The script of the arrays.</summary>
    public string Script => Path.Combine(Folder, "array.sbatch");

    /// <summary>The script of the report.</summary>
    public string ReportScript => Path.Combine(Folder, "report.sbatch");

    /// <summary>The folder of the logs.</summary>
    public string Logs => Path.Combine(Folder, "logs");

    /// <summary>When it was written, by the clock of the folder.</summary>
    public DateTime Written => System.IO.File.GetLastWriteTimeUtc(File(SetupFile));

    /// <summary>Whether it is one for Slurm, and not for another scheduler.</summary>
    public bool IsForSlurm => System.IO.File.Exists(File(JobsFile));

    /// <summary>
    /// Whether it came to nothing, as far as its folder says: whoever submitted it was ended before Slurm took it, and no element has
    /// begun.
    /// </summary>
    public bool CameToNothing => Jobs?["arrays"] is JsonArray { Count: 0 } && !Directory.Exists(Attempts);

    /// <summary>The folder of what became of the attempts.</summary>
    public string Attempts => Path.Combine(Folder, "attempts");

    /// <summary>The jobs that Slurm has made of it; null where it is not for Slurm.</summary>
    public JsonObject? Jobs
    {
        get => ReadJson(JobsFile) as JsonObject;
        set => DurableFile.Write(File(JobsFile), JsonText.Of(value!) + "\n");
    }

    /// <summary>The submissions of a study, the latest first.</summary>
    /// <param name="studyFolder">The study's folder.</param>
    public static IReadOnlyList<Submission> Of(string studyFolder)
    {
        var all = Path.Combine(studyFolder, AllName);
        return Directory.Exists(all)
            ? [.. Directory.GetDirectories(all).OrderDescending(StringComparer.Ordinal).Select(folder => new Submission(folder))
                .Where(submission => System.IO.File.Exists(submission.File(RunsFile)))]
            : [];
    }

    /// <summary>Writes what the elements need.</summary>
    /// <param name="studyFolder">The study's folder.</param>
    /// <param name="elements">The runs of each element.</param>
    /// <param name="isAgain">Whether a run is made though its folder may hold it complete.</param>
    /// <param name="settings">The settings of the study.</param>
    /// <param name="isForSlurm">Whether it is for Slurm, and not for another scheduler.</param>
    public static Submission Write(
        string studyFolder, IReadOnlyList<PlannedRun[]> elements, Func<PlannedRun, bool> isAgain, Settings settings, bool isForSlurm)
    {
        var id = $"{DateTime.UtcNow.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}-"
            + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        var submission = new Submission(Path.Combine(Path.GetFullPath(studyFolder), AllName, id));
        try
        {
            submission.WriteAll(elements, isAgain, settings, isForSlurm);
        }
        catch (IOException) when (Directory.Exists(submission.Folder))
        {
            // A disk that is full: half of one is of no use.
            submission.Delete();
            throw;
        }

        return submission;
    }

    /// <summary>The submission that a request belongs to, and its number there.</summary>
    /// <param name="request">The file.</param>
    /// <exception cref="UserErrorException">It is none.</exception>
    public static (Submission Submission, int Number) OfRequest(string request)
    {
        if (!System.IO.File.Exists(request))
            throw new UserErrorException(
                $"--request: there is no file '{request}'; 'samhost run --on slurm' and '--on requests' write some.");
        var folder = Path.GetDirectoryName(Path.GetDirectoryName(Path.GetFullPath(request)));
        return folder is not null && System.IO.File.Exists(Path.Combine(folder, SetupFile))
            && int.TryParse(Path.GetFileNameWithoutExtension(request), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? (new Submission(folder), number)
                : throw new UserErrorException($"--request: {request} is none of those that 'samhost run --on' writes.");
    }

    /// <summary>Keeps the first elements alone.</summary>
    /// <param name="count">How many.</param>
    public void Keep(int count)
    {
        var all = ReadRuns();
        WriteRuns(all.Take(count));
        for (var number = count; number < all.Count; number++) System.IO.File.Delete(Request(number));
    }

    /// <summary>Removes it.</summary>
    public void Delete() => Directory.Delete(Folder, recursive: true);

    /// <summary>Whether what a run's folder holds is from before it: a manifest that no attempt of it has written.</summary>
    /// <param name="runFolder">The run's folder.</param>
    public bool IsOlder(string runFolder)
    {
        var manifest = new FileInfo(Path.Combine(runFolder, RunFolder.ManifestFile));
        return manifest.Exists && manifest.LastWriteTimeUtc < Written;
    }

    /// <summary>What its elements are told first.</summary>
    /// <exception cref="UserErrorException">The file is damaged.</exception>
    public WorkerSetup ReadSetup()
    {
        try
        {
            return WorkerSetup.Parse(System.IO.File.ReadAllText(File(SetupFile)));
        }
        catch (UserErrorException)
        {
            // That names the worker's own verb.
            throw Damaged(File(SetupFile));
        }
    }

    /// <summary>The file of a request.</summary>
    public string Request(int number) => Path.Combine(Requests, string.Create(CultureInfo.InvariantCulture, $"{number}.json"));

    /// <summary>The log that Slurm makes when it starts an element; null where no job of it is known.</summary>
    /// <param name="number">The number of its request.</param>
    public string? LogOf(int number) => ReadArrays().FirstOrDefault(array => array.Holds(number)) is { } own
        ? Path.Combine(Logs, string.Create(CultureInfo.InvariantCulture, $"{own.Job}_{number - own.First}.log"))
        : null;

    /// <summary>The arrays that Slurm has made of it so far: a large study is submitted one after another.</summary>
    public IReadOnlyList<SubmittedArray> ReadArrays() =>
    [
        .. (Jobs?["arrays"] as JsonArray ?? []).OfType<JsonObject>()
            .Where(array => array["first"] is not null && array["count"] is not null)
            .Select(array => new SubmittedArray((string?)array["job"], (int)array["first"]!, (int)array["count"]!)),
    ];

    /// <summary>The runs that an element is to make.</summary>
    /// <exception cref="UserErrorException">The file is damaged.</exception>
    public IReadOnlyList<RunRequest> ReadRequest(int number)
    {
        try
        {
            return
            [
                .. JsonNode.Parse(System.IO.File.ReadAllText(Request(number)))!.AsArray()
                    .Select(run => RunRequest.Parse(run!.ToJsonString())),
            ];
        }
        catch (Exception e) when (e is JsonException or NullReferenceException or InvalidOperationException or FormatException)
        {
            throw Damaged(Request(number));
        }
    }

    /// <summary>The runs of each element; none where the file cannot be read.</summary>
    public IReadOnlyList<IReadOnlyList<SubmittedRun>> ReadRuns()
    {
        try
        {
            return
            [
                .. (ReadJson(RunsFile) as JsonArray ?? []).Select(runs => runs!.AsArray().Select(run => SubmittedRun.Read(run!)).ToList()),
            ];
        }
        catch (Exception e) when (e is NullReferenceException or InvalidOperationException or FormatException)
        {
            return [];
        }
    }

    private static UserErrorException Damaged(string file) =>
        new($"--request: {file} is damaged or empty; 'samhost run --on', called as before, writes another.");

    private void WriteAll(
        IReadOnlyList<PlannedRun[]> elements, Func<PlannedRun, bool> isAgain, Settings settings, bool isForSlurm)
    {
        Directory.CreateDirectory(Requests);
        Directory.CreateDirectory(Logs);
        var setup = WorkerSetup.Of(elements[0][0], settings, new ExecutionOptions(Restart: false));
        System.IO.File.WriteAllText(File(SetupFile), setup);
        if (isForSlurm) Jobs = new JsonObject { ["arrays"] = new JsonArray() };
        foreach (var (number, runs) in elements.Index())
            System.IO.File.WriteAllText(Request(number), $"[{string.Join(",\n", runs.Select(RunRequest.Of))}]\n");
        // Last: without it there is no submission.
        WriteRuns(elements.Select(runs => runs.Select(run => SubmittedRun.Of(run, isAgain(run)))));
    }

    private void WriteRuns(IEnumerable<IEnumerable<SubmittedRun>> elements) => DurableFile.Write(
        File(RunsFile), new JsonArray([.. elements.Select(runs => new JsonArray([.. runs.Select(run => run.ToJson())]))]).ToJsonString()
            + "\n");

    private string File(string name) => Path.Combine(Folder, name);

    private JsonNode? ReadJson(string name)
    {
        try
        {
            return JsonNode.Parse(System.IO.File.ReadAllText(File(name)));
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return null;
        }
    }
}
