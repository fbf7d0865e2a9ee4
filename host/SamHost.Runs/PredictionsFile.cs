using System.Globalization;
using Parquet;
using Parquet.Schema;
using SamHost.Contracts.Data;

namespace SamHost.Runs;

/// <summary>
/// <c>predictions.parquet</c>: what a run of a cross-validation predicts of the examples that it did not train on. A row an example: id,
/// its row in the source, given and true label (by name; the latter is null where it is unknown), and the probability of each class, a
/// column <c>p:</c> and its name. The file's metadata say how many examples the source has.
/// </summary>
public static class PredictionsFile
{
    public const string Name = "predictions.parquet";

    private const string Prefix = "p:";

    private const string SourceCount = "source_count";

    /// <summary>Writes the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="source">Who the examples are.</param>
    /// <param name="given">Its given label.</param>
    /// <param name="truth">Its true label; null where that is unknown.</param>
    /// <param name="classNames">The names of the classes.</param>
    /// <param name="probabilities">Of each example the probability of each class.</param>
    public static void Write(
        string path, ExampleSource source, IReadOnlyList<long> given, IReadOnlyList<long>? truth, IReadOnlyList<string> classNames,
        double[] probabilities)
    {
        var (ids, count) = (source.Ids, classNames.Count);
        DataField<long> row = new("row");
        DataField<string> id = new("id"), givenLabel = new("given_label"), trueLabel = new("true_label");
        DataField<double>[] classes = [.. classNames.Select(name => new DataField<double>(Prefix + name))];
        Task.Run(async () =>
        {
            using var file = File.Create(path);
            var writer = await ParquetWriter.CreateAsync(new ParquetSchema([id, row, givenLabel, trueLabel, .. classes]), file)
                .ConfigureAwait(false);
            await using var _ = writer.ConfigureAwait(false);
            writer.CustomMetadata = new Dictionary<string, string>
            {
                [SourceCount] = source.Count.ToString(CultureInfo.InvariantCulture),
            };
            using var group = writer.CreateRowGroup();
            await group.WriteAsync(id, ids.ToArray()).ConfigureAwait(false);
            await group.WriteAsync<long>(row, source.Rows.ToArray()).ConfigureAwait(false);
            await group.WriteAsync(givenLabel, given.Select(label => classNames[(int)label]).ToArray()).ConfigureAwait(false);
            await group.WriteAsync(trueLabel, ids.Select((_, i) => truth is null ? null : classNames[(int)truth[i]]).ToArray())
                .ConfigureAwait(false);
            for (var label = 0; label < count; label++)
                await group.WriteAsync<double>(classes[label], ids.Select((_, i) => probabilities[(i * count) + label]).ToArray())
                    .ConfigureAwait(false);
            group.CompleteValidate();
        }).GetAwaiter().GetResult();
    }

    /// <summary>Reads the file.</summary>
    /// <exception cref="Results.DamagedRunException">It cannot be read.</exception>
    public static Predictions Read(string path)
    {
        try
        {
            return Task.Run(async () =>
            {
                using var file = File.OpenRead(path);
                await using var reader = await ParquetReader.CreateAsync(file).ConfigureAwait(false);
                var fields = reader.Schema.GetDataFields();
                if (!reader.CustomMetadata.TryGetValue(SourceCount, out var sourceCount))
                    throw new InvalidDataException("an older program wrote it, which did not say its rows; make the run again by --again");
                using var group = reader.OpenRowGroupReader(0);
                var count = (int)group.RowCount;
                var ids = await Texts("id").ConfigureAwait(false);
                var rows = new long[count];
                await group.ReadAsync<long>(fields.Single(field => field.Name == "row"), rows.AsMemory()).ConfigureAwait(false);
                var given = await Texts("given_label").ConfigureAwait(false);
                var truth = await Texts("true_label").ConfigureAwait(false);
                List<double[]> columns = [];
                var classes = fields.Where(field => field.Name.StartsWith(Prefix, StringComparison.Ordinal)).ToList();
                foreach (var field in classes)
                {
                    var values = new double[count];
                    await group.ReadAsync<double>(field, values.AsMemory()).ConfigureAwait(false);
                    if (!values.All(double.IsFinite)) throw new InvalidDataException($"column '{field.Name}' has what is no number");
                    columns.Add(values);
                }

                return new Predictions(
                    [.. classes.Select(field => field.Name[Prefix.Length..])],
                    new ExampleSource(rows, long.Parse(sourceCount, CultureInfo.InvariantCulture), [.. ids.Select(id => id!)]),
                    [.. given.Select(label => label!)],
                    truth.Contains(null) ? null : [.. truth.Select(label => label!)],
                    [.. Enumerable.Range(0, count).Select(i => columns.Select(column => column[i]).ToArray())]);

                async Task<string?[]> Texts(string name)
                {
                    var values = new string?[count];
                    await group.ReadAsync(fields.Single(field => field.Name == name), values.AsMemory()).ConfigureAwait(false);
                    return values;
                }
            }).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new Results.DamagedRunException($"{path} cannot be read: {e.Message.Split('\n')[0].TrimEnd('.')}.");
        }
    }
}

/// <summary>What runs predict of examples that they did not train on.</summary>
/// <param name="ClassNames">The classes, in the order of the labels.</param>
/// <param name="Source">The examples.</param>
/// <param name="Given">Their given labels.</param>
/// <param name="Truth">Their true labels; null where these are unknown.</param>
/// <param name="Probabilities">Of each example the probability of each class.</param>
public sealed record Predictions(
    IReadOnlyList<string> ClassNames, ExampleSource Source, IReadOnlyList<string> Given, IReadOnlyList<string>? Truth,
    IReadOnlyList<double[]> Probabilities)
{
    /// <summary>Their ids.</summary>
    public IReadOnlyList<string> Ids => Source.Ids;
}
