using System.Buffers.Binary;
using Parquet;
using Parquet.Schema;
using SamHost.Configuration;
using SamHost.Contracts.Training;
using SamHost.Runs.Ownership;
using static TorchSharp.torch;

namespace SamHost.Runs;

/// <summary>
/// Writes <c>examples.parquet</c>: a row for each training example and recorded epoch, as the epoch's steps saw it, ordered by index; a row
/// group an epoch. Between two epochs the file is complete, and can be read.
/// </summary>
/// <param name="recordsAt">Whether an epoch is recorded.</param>
/// <param name="recordsWeightsAt">Whether it is with total weights and gradient norms.</param>
/// <param name="owner">That this process makes the run.</param>
public sealed class ExamplesFile(Func<int, bool> recordsAt, Func<int, bool> recordsWeightsAt, RunOwnership owner)
    : ITrainingObserver, ICheckpointed
{
    private const string LengthKey = "length";
    private const string FooterKey = "footer";
    private const string RowsKey = "rows";

    // Behind the footer: its length, and the format's name.
    private const int TailBytes = 8;

    private static readonly DataField<int> Epoch = new("epoch");
    private static readonly DataField<long> Step = new("step");
    private static readonly DataField<int> Index = new("index");
    private static readonly DataField<string> Id = new("id");
    private static readonly DataField<bool?> IsFlipped = new("is_flipped");
    private static readonly DataField<int> GivenLabel = new("given_label");
    private static readonly DataField<int?> TrueLabel = new("true_label");
    private static readonly DataField<double> Loss = new("loss");
    private static readonly DataField<double> Margin = new("margin");
    private static readonly DataField<double?> Weight = new("weight");
    private static readonly DataField<double> LogitWeight = new("logit_weight");
    private static readonly DataField<double?> GradientNorm = new("gradient_norm");

    private static readonly ParquetSchema Schema =
        new(Epoch, Step, Index, Id, IsFlipped, GivenLabel, TrueLabel, Loss, Margin, Weight, LogitWeight, GradientNorm);

    private readonly List<Row> _rows = [];
    private TrainingRun? _run;
    private string? _path;

    public ObserverStage Stage => ObserverStage.Record;

    public void RunStarting(TrainingRun run) => (_run, _path) = (run, Path.Combine(run.Folder, RunFolder.ExamplesFile));

    public void StepCompleted(StepCompleted step)
    {
        if (!recordsAt(step.Epoch)) return;
        var values = step.Values;
        // Telemetry measures the weights of some steps of other epochs; what is written does not depend on it.
        var (weights, norms) = recordsWeightsAt(step.Epoch) ? (values.Weight, values.GradientNorm) : (null, null);
        for (var i = 0; i < values.Indices.Length; i++)
        {
            _rows.Add(new Row(
                step.Step, (int)values.Indices[i], values.Loss[i], values.Margin[i], weights?[i], values.LogitWeight[i], norms?[i]));
        }
    }

    public void EpochCompleted(EpochCompleted epoch)
    {
        if (_rows.Count == 0) return;
        owner.Require();
        var before = File.Exists(_path) ? ReadEnd() : default;
        try
        {
            WriteAsync(epoch.Epoch, [.. _rows.OrderBy(row => row.Index)]).GetAwaiter().GetResult();
        }
        catch (Exception) when (before.Footer is not null)
        {
            // A disk that is full, say: what was recorded before can still be read.
            RestoreFile(before.Length, before.Footer);
            throw;
        }

        _rows.Clear();
    }

    /// <summary>
    /// Where the file's row groups end, and its footer, which the next row group overwrites: with both a longer file is made the one that
    /// it was. And the rows of the epoch in progress: float64 [9, N], with two columns that say whether weight and norm were measured.
    /// </summary>
    public void Save(CheckpointedState state)
    {
        if (File.Exists(_path))
        {
            var (length, footer) = ReadEnd();
            (state.Values[LengthKey], state.Tensors[FooterKey]) = (length, tensor(footer));
        }

        if (_rows.Count == 0) return;
        double[] Column(Func<Row, double> value) => [.. _rows.Select(value)];
        double[][] columns =
        [
            Column(row => row.Step), Column(row => row.Index), Column(row => row.Loss), Column(row => row.Margin),
            Column(row => row.Weight ?? 0), Column(row => row.LogitWeight), Column(row => row.GradientNorm ?? 0),
            Column(row => row.Weight is null ? 0 : 1), Column(row => row.GradientNorm is null ? 0 : 1),
        ];
        state.Tensors[RowsKey] = stack([.. columns.Select(column => tensor(column))]);
    }

    public void Restore(CheckpointedState state)
    {
        owner.Require();
        if (state.Values[LengthKey] is { } length) RestoreFile((long)length, state.Tensors[FooterKey].data<byte>().ToArray());
        else File.Delete(_path!);

        _rows.Clear();
        if (!state.Tensors.TryGetValue(RowsKey, out var rows)) return;
        var columns = Enumerable.Range(0, (int)rows.shape[0]).Select(column => rows[column].data<double>().ToArray()).ToArray();
        for (var i = 0; i < rows.shape[1]; i++)
        {
            double? Measured(int column, int flag) => columns[flag][i] == 0 ? null : columns[column][i];
            _rows.Add(
                new Row((long)columns[0][i], (int)columns[1][i], columns[2][i], columns[3][i], Measured(4, 7), columns[5][i],
                    Measured(6, 8)));
        }
    }

    /// <summary>Where the row groups end, and what follows them; whoever keeps these speaks of bytes that are on the disk.</summary>
    private (long Length, byte[] Footer) ReadEnd()
    {
        using var file = Open(FileMode.Open);
        file.Flush(flushToDisk: true);
        Span<byte> tail = stackalloc byte[TailBytes];
        file.Seek(-TailBytes, SeekOrigin.End);
        file.ReadExactly(tail);
        var footer = new byte[BinaryPrimitives.ReadInt32LittleEndian(tail) + TailBytes];
        file.Seek(-footer.Length, SeekOrigin.End);
        file.ReadExactly(footer);
        return (file.Length - footer.Length, footer);
    }

    private void RestoreFile(long length, byte[] footer)
    {
        using var file = File.Exists(_path) ? Open(FileMode.Open) : throw Lost("is missing");
        if (file.Length < length) throw Lost("is shorter than it was at the last checkpoint");
        file.SetLength(length);
        file.Seek(0, SeekOrigin.End);
        file.Write(footer);
    }

    // Shared: a reader, such as a report on a run in progress, must not fail the run.
    private FileStream Open(FileMode mode) => new(_path!, mode, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);

    private UserErrorException Lost(string what) =>
        new($"{_path} {what}, so the run cannot go on as it would have; --again begins it anew and keeps what is there.");

    private async Task WriteAsync(int epoch, Row[] rows)
    {
        var append = File.Exists(_path);
        using var file = Open(FileMode.OpenOrCreate);
        var writer = await ParquetWriter.CreateAsync(Schema, file, append: append).ConfigureAwait(false);
        await using var _ = writer.ConfigureAwait(false);
        var labels = _run!.Training;
        using var group = writer.CreateRowGroup();
        await group.WriteAsync<int>(Epoch, rows.Select(_ => epoch).ToArray()).ConfigureAwait(false);
        await group.WriteAsync<long>(Step, rows.Select(row => row.Step).ToArray()).ConfigureAwait(false);
        await group.WriteAsync<int>(Index, rows.Select(row => row.Index).ToArray()).ConfigureAwait(false);
        await group.WriteAsync(Id, rows.Select(row => labels.Ids[row.Index]).ToArray()).ConfigureAwait(false);
        await group.WriteAsync<bool>(IsFlipped, rows.Select(row => labels.IsFlipped(row.Index)).ToArray()).ConfigureAwait(false);
        await group.WriteAsync<int>(GivenLabel, rows.Select(row => (int)labels.GivenLabels[row.Index]).ToArray()).ConfigureAwait(false);
        await group.WriteAsync<int>(TrueLabel, rows.Select(row => (int?)labels.TrueLabels?[row.Index]).ToArray()).ConfigureAwait(false);
        await group.WriteAsync<double>(Loss, rows.Select(row => row.Loss).ToArray()).ConfigureAwait(false);
        await group.WriteAsync<double>(Margin, rows.Select(row => row.Margin).ToArray()).ConfigureAwait(false);
        await group.WriteAsync<double>(Weight, rows.Select(row => row.Weight).ToArray()).ConfigureAwait(false);
        await group.WriteAsync<double>(LogitWeight, rows.Select(row => row.LogitWeight).ToArray()).ConfigureAwait(false);
        await group.WriteAsync<double>(GradientNorm, rows.Select(row => row.GradientNorm).ToArray()).ConfigureAwait(false);
        group.CompleteValidate();
    }

    private readonly record struct Row(
        long Step, int Index, double Loss, double Margin, double? Weight, double LogitWeight, double? GradientNorm);
}
