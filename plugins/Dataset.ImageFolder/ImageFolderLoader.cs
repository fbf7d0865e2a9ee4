using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using SamHost.Contracts.Data;
using SamHost.Contracts.Plugins;
using static TorchSharp.torch;

namespace SamHost.Plugins.DatasetImageFolder;

/// <summary>
/// The data set <c>image-folder</c>: inputs float32 [N, channels, height, width]. An example's id is its path relative to the folder.
/// Nobody vouches for the labels, unless a table says which are right.
/// </summary>
public sealed class ImageFolderLoader(ImageFolderOptions options) : IDatasetLoader, IUnlabelledLoader, IOptionsProposer, IRelabelledWriter
{
    private const int BrokenShown = 20;

    /// <inheritdoc/>
    public Dataset Load(DatasetRequest request)
    {
        using var scope = NewDisposeScope();
        List<string> notes = [];
        var folder = request.Resolve(options.Path);
        var (train, test) = Find(request, folder, notes);
        var classes = Classes([.. train, .. test ?? []], folder);
        var decoder = Decoder(train);
        var truth = options.TrueLabels is { } table
            ? PictureList.OfTable(request.Resolve(table), folder).ToDictionary(picture => picture.Id, picture => picture.Label)
            : null;

        List<PictureFile> all = [.. train, .. test ?? []];
        var isHeld = (long)all.Count * decoder.Size * sizeof(float) <= Math.Min((long)options.MemoryMiB << 20, int.MaxValue);
        var values = isHeld ? empty([all.Count, decoder.Channels, decoder.Height, decoder.Width], ScalarType.Float32) : null;
        var isRead = Decode(all, decoder, values, options.Broken, notes);
        if (!isRead[..train.Count].Contains(true) || (test is not null && !isRead[train.Count..].Contains(true)))
            throw new DataFileException(folder, null, "no picture of the training or of the test part can be read");
        var places = Split(all, isRead, train.Count, test is not null, classes, request.Seed);
        foreach (var line in Describe([.. all.Where((_, place) => isRead[place])], classes, decoder)) notes.Add(line);
        var seen = places.Train.Select(place => all[(int)place].Label).ToHashSet();
        foreach (var name in classes.Where(name => !seen.Contains(name))) notes.Add($"warning: no training picture is of '{name}'.");
        var scaling = PictureScaling.Unit(decoder.Channels);
        if (options.Standardize && !isHeld) scaling = PictureScaling.Standard(Sum(places.Train, all, decoder));
        var (trainInputs, testInputs) = isHeld ? Held(values!, places, ref scaling) : default;
        return new Dataset(
            Part(places.Train, trainInputs, train.Count),
            Part(places.Test, testInputs, all.Count - (test is null ? 0 : train.Count)),
            classes)
        {
            PictureShape = [decoder.Channels, decoder.Height, decoder.Width],
            Notes = notes,
            InputPreparation = new PicturePreparation(
                decoder.Width, decoder.Height, decoder.Channels, scaling.Means, scaling.Factors).ToJson(),
        };

        Examples Part(long[] chosen, Tensor? inputs, long count)
        {
            // Places of test pictures of their own folder go on behind those of the training folder.
            var first = test is not null && chosen.Length > 0 && chosen[0] >= train.Count ? train.Count : 0;
            List<PictureFile> files = [.. chosen.Select(place => all[(int)place])];
            var given = tensor(files.Select(file => Index(file.Label)).ToArray());
            // Its paths start at the folder of the training pictures.
            var isTold = truth is not null && (first == 0 || options.TestPath is null);
            var right = !isTold
                ? given
                : tensor(files.Select(file => Index(truth!.GetValueOrDefault(file.Id) ?? throw Without(file))).ToArray());
            var source = new ExampleSource([.. chosen.Select(place => place - first)], count, [.. files.Select(file => file.Id)]);
            return inputs is not null
                ? new Examples(inputs, right)
                {
                    GivenLabels = isTold ? given : null, AreLabelsVerified = isTold, Source = source,
                }
                : new Examples(new PictureReader(files, decoder, scaling), right)
                {
                    GivenLabels = isTold ? given : null, AreLabelsVerified = isTold, Source = source,
                };
        }

        long Index(string label) => Array.IndexOf(classes, label) is >= 0 and var index
            ? index
            : throw new ComponentException(nameof(options.Classes), $"'{label}' is none of the classes {string.Join(", ", classes)}.");

        DataFileException Without(PictureFile file) => new(request.Resolve(options.TrueLabels!), null, $"expected a label for '{file.Id}'");
    }

    /// <inheritdoc/>
    public UnlabelledExamples LoadUnlabelled(UnlabelledRequest request)
    {
        List<string> notes = [];
        var form = PicturePreparation.Of(request.Preparation);
        var decoder = new PictureDecoder(form.Width, form.Height, form.Channels, options.Fit, options.MaxPixels);
        var files = PictureList.OfAll(request.Path);
        var isRead = Decode(files, decoder, null, BrokenPictures.Skip, notes);
        files = [.. files.Where((_, place) => isRead[place])];
        return files.Count == 0
            ? throw new DataFileException(request.Path, null, "no picture can be read")
            : new UnlabelledExamples(new PictureReader(files, decoder, form.Scaling), [.. files.Select(file => file.Id)]) { Notes = notes };
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> WrittenEndings { get; } = [".csv"];

    /// <inheritdoc/>
    public JsonObject WriteRelabelled(RelabelRequest request)
    {
        var folder = request.Resolve(options.Path);
        var own = new[] { options.Labels, options.TestLabels, options.TrueLabels }.OfType<string>();
        if (own.Any(file => request.Resolve(file) == request.Path))
            throw new DataFileException(request.Destination, null, "this is a file of labels that the data set reads: give another name");
        PictureLabels.Write(Find(new DatasetRequest(0, request.BaseDirectory), folder, []).Train, folder, request);
        var read = new JsonObject { [nameof(options.Labels)] = request.Destination };
        // Beside a table, folders of parts are not looked for.
        if (HasParts(folder)) read[nameof(options.TestPath)] = Path.Combine(options.Path, "test");
        return read;
    }

    /// <inheritdoc/>
    public OptionsProposal? Propose(ProposalRequest request) =>
        Directory.Exists(request.Path) ? new PictureProposal(request, options).Make() : null;

    private (List<PictureFile> Train, List<PictureFile>? Test) Find(DatasetRequest request, string folder, List<string> notes)
    {
        List<string> others = [];
        var (trainFolder, testFolder) = (Path.Combine(folder, "train"), Path.Combine(folder, "test"));
        var hasParts = HasParts(folder);
        var train = options.Labels is { } labels
            ? PictureList.OfTable(request.Resolve(labels), folder)
            : PictureList.OfFolders(hasParts ? trainFolder : folder, folder, others);
        var test = options.TestPath is { } own
            ? options.TestLabels is { } table
                ? PictureList.OfTable(request.Resolve(table), request.Resolve(own))
                : PictureList.OfFolders(request.Resolve(own), request.Resolve(own), others)
            : hasParts ? PictureList.OfFolders(testFolder, folder, others) : null;
        if (others.Count > 0) notes.Add($"{others.Count} files that are no pictures were passed over, such as {others[0]}.");
        return (train, test);
    }

    private bool HasParts(string folder) =>
        options.TestPath is null && options.Labels is null && Directory.Exists(Path.Combine(folder, "train"))
            && Directory.Exists(Path.Combine(folder, "test"));

    private string[] Classes(List<PictureFile> files, string folder)
    {
        string[] names = options.Classes.Length > 0
            ? options.Classes
            : [.. files.Select(file => file.Label).Distinct().Order(StringComparer.Ordinal)];
        return names.Length >= 2
            ? names
            : throw new DataFileException(folder, null, $"expected at least two classes, and found only '{names[0]}'");
    }

    private PictureDecoder Decoder(List<PictureFile> files)
    {
        var look = files.Select(file => PictureDecoder.Look(file.Path)).FirstOrDefault(look => look is not null);
        return new PictureDecoder(
            options.Width ?? look?.Width ?? 32, options.Height ?? look?.Height ?? 32, options.Channels ?? (look?.IsGrey == true ? 1 : 3),
            options.Fit, options.MaxPixels);
    }

    /// <summary>Decodes all pictures once, on all cores: what is broken is known before training.</summary>
    /// <returns>Which could be read.</returns>
    private static bool[] Decode(
        List<PictureFile> files, PictureDecoder decoder, Tensor? inputs, BrokenPictures whenBroken, List<string> notes)
    {
        var broken = new ConcurrentDictionary<int, string>();
        Parallel.ForEach(
            Partitioner.Create(0, files.Count),
            range =>
            {
                var values = new byte[decoder.Size];
                for (var place = range.Item1; place < range.Item2; place++)
                {
                    if (decoder.Decode(files[place].Path, values) is { } problem)
                    {
                        broken[place] = problem;
                        continue;
                    }

                    if (inputs is null) continue;
                    var own = MemoryMarshal.Cast<byte, float>(inputs.bytes).Slice(place * decoder.Size, decoder.Size);
                    for (var i = 0; i < values.Length; i++) own[i] = values[i];
                }
            });
        if (broken.IsEmpty) return [.. files.Select(_ => true)];
        var named = broken.OrderBy(file => file.Key).Take(BrokenShown).Select(file => $"{files[file.Key].Path}: {file.Value}");
        var more = broken.Count > BrokenShown ? $", and {broken.Count - BrokenShown} more" : "";
        if (whenBroken == BrokenPictures.Refuse)
            throw new ComponentException(
                nameof(options.Broken),
                $"{broken.Count} files cannot be read as pictures; mend them, or set Broken to Skip: {string.Join("; ", named)}{more}.");
        notes.Add($"warning: {broken.Count} files that cannot be read were left out: {string.Join("; ", named)}{more}.");
        return [.. files.Select((_, place) => !broken.ContainsKey(place))];
    }

    private (long[] Train, long[] Test) Split(
        List<PictureFile> files, bool[] isRead, int trainCount, bool hasTest, string[] classes, long seed)
    {
        long[] read = [.. Enumerable.Range(0, files.Count).Where(place => isRead[place]).Select(place => (long)place)];
        if (hasTest) return ([.. read.Where(place => place < trainCount)], [.. read.Where(place => place >= trainCount)]);
        long[] labels = [.. read.Select(place => (long)Math.Max(0, Array.IndexOf(classes, files[(int)place].Label)))];
        if (labels.CountBy(label => label).All(members => members.Value == 1))
            throw new ComponentException(nameof(options.Path), "every class has a single picture: none can both train and test.");
        var (train, test) = Preparation.StratifiedSplit(labels, classes.Length, options.TestFraction, seed);
        return ([.. train.Select(place => read[place])], [.. test.Select(place => read[place])]);
    }

    private (Tensor Train, Tensor Test) Held(Tensor inputs, (long[] Train, long[] Test) places, ref PictureScaling scaling)
    {
        using (inputs)
        {
            var (train, test) = (inputs.index_select(0, tensor(places.Train)), inputs.index_select(0, tensor(places.Test)));
            if (options.Standardize)
            {
                var (means, scales) = Preparation.Standardize(train, test, over: [0, 2, 3]);
                scaling = new PictureScaling([.. means.Select(mean => (float)mean)], [.. scales.Select(scale => (float)scale)]);
            }
            else
            {
                train.div_(255);
                test.div_(255);
            }

            return (train, test);
        }
    }

    // Of the training pictures alone, decoded again: only folders that do not fit in memory pay for it.
    private static List<PictureSums> Sum(long[] places, List<PictureFile> files, PictureDecoder decoder)
    {
        var sums = Enumerable.Range(0, decoder.Channels).Select(_ => new PictureSums()).ToList();
        Parallel.ForEach(places, place =>
        {
            var values = new byte[decoder.Size];
            if (decoder.Decode(files[(int)place].Path, values) is not null) return;
            var plane = decoder.Width * decoder.Height;
            for (var channel = 0; channel < decoder.Channels; channel++) sums[channel].Add(values.AsSpan(channel * plane, plane));
        });
        return sums;
    }

    private static IEnumerable<string> Describe(List<PictureFile> files, string[] classes, PictureDecoder decoder)
    {
        yield return $"{files.Count} pictures, as {decoder.Width} x {decoder.Height} with {decoder.Channels} "
            + $"channel{(decoder.Channels == 1 ? "" : "s")}.";
        var counts = files.CountBy(file => file.Label).ToDictionary();
        foreach (var name in classes)
        {
            var count = counts.GetValueOrDefault(name);
            yield return count < 2
                ? $"warning: class '{name}' has {(count == 0 ? "no picture" : "a single picture, which cannot both train and test")}."
                : $"class '{name}': {count} pictures";
        }
    }
}
