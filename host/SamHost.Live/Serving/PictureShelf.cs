using System.Text.Json.Nodes;
using SamHost.Live.Following;
using SamHost.Reporting.Pages;
using SamHost.Runs;
using SamHost.Runs.Results;

namespace SamHost.Live.Serving;

/// <summary>Training examples as pictures. The data that were asked for last are kept: runs of a seed mostly share them.</summary>
/// <param name="recordedData">Loads them.</param>
internal sealed class PictureShelf(IRecordedData recordedData) : IDisposable
{
    private readonly Lock _gate = new();
    private string? _key;
    private IRecordedExamples? _examples;
    private string? _problem;

    /// <summary>The pictures of some examples.</summary>
    /// <param name="run">The run.</param>
    /// <param name="indices">The examples' indices.</param>
    public ExamplePictures Of(WatchedRun run, IReadOnlyList<int> indices)
    {
        lock (_gate)
        {
            if (DataOf(run) is not { } data) return new ExamplePictures(null, new Dictionary<int, string>(), null);
            var key = $"{data.Sha256} {data.Seed} {data.Configuration["Dataset"]!.ToJsonString()}";
            if (key != _key)
            {
                _examples?.Dispose();
                (_examples, _key) = (recordedData.Load(data, out _problem), key);
            }

            if (_examples is not { } examples) return new ExamplePictures(null, new Dictionary<int, string>(), _problem);
            return new ExamplePictures(
                examples.ClassNames,
                indices.Distinct().Select(index => (Index: index, Picture: Picture.Of(examples, index)))
                    .Where(picture => picture.Picture is not null)
                    .ToDictionary(picture => picture.Index, picture => picture.Picture!),
                null);
        }
    }

    public void Dispose() => _examples?.Dispose();

    // Null of a run that has not begun.
    private static RunData? DataOf(WatchedRun run)
    {
        try
        {
            var manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(run.Folder, RunFolder.ManifestFile)))!;
            return run.Configuration is { } configuration
                ? new RunData(run.Folder, run.Study, configuration, (string)manifest["dataset"]!["sha256"]!)
                : null;
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or System.Text.Json.JsonException or NullReferenceException
                or InvalidOperationException)
        {
            return null;
        }
    }
}

/// <summary>What the page shows beside the numbers of examples.</summary>
/// <param name="ClassNames">The names of the classes, in the order of the labels; null where the data cannot be loaded.</param>
/// <param name="Pictures">Data URIs by index; none where the data are no pictures.</param>
/// <param name="Problem">Why the data cannot be loaded.</param>
internal sealed record ExamplePictures(IReadOnlyList<string>? ClassNames, IReadOnlyDictionary<int, string> Pictures, string? Problem);
