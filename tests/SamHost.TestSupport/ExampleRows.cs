using Parquet;

namespace SamHost.TestSupport;

/// <summary>A row of <c>examples.parquet</c> of a run whose truth is known, read back.</summary>
internal sealed record ExampleRow(
    int Epoch, long Step, int Index, string Id, bool IsFlipped, int GivenLabel, int TrueLabel, double Loss, double Margin, double? Weight,
    double LogitWeight, double? GradientNorm);

/// <summary>Reads <c>examples.parquet</c>.</summary>
internal static class ExampleRows
{
    public static async Task<List<ExampleRow>> Read(string folder)
    {
        using var file = File.OpenRead(Path.Combine(folder, "examples.parquet"));
        await using var reader = await ParquetReader.CreateAsync(file, cancellationToken: TestContext.Current.CancellationToken);
        var fields = reader.Schema.GetDataFields();
        Assert.Equal(
            ["epoch", "step", "index", "id", "is_flipped", "given_label", "true_label", "loss", "margin", "weight", "logit_weight",
                "gradient_norm"],
            fields.Select(field => field.Name));

        var rows = new List<ExampleRow>();
        for (var i = 0; i < reader.RowGroupCount; i++)
        {
            using var group = reader.OpenRowGroupReader(i);
            var count = (int)group.RowCount;
            var (epoch, step, index) = (await Column<int>(0), await Column<long>(1), await Column<int>(2));
            var id = new string?[count];
            await group.ReadAsync(fields[3], id.AsMemory(), cancellationToken: TestContext.Current.CancellationToken);
            var (flipped, given, truth) = (await Optional<bool>(4), await Column<int>(5), await Optional<int>(6));
            var (loss, margin, logitWeight) = (await Column<double>(7), await Column<double>(8), await Column<double>(10));
            var (weight, norm) = (await Optional<double>(9), await Optional<double>(11));
            rows.AddRange(Enumerable.Range(0, count).Select(row =>
                new ExampleRow(
                    epoch[row], step[row], index[row], id[row]!, flipped[row]!.Value, given[row], truth[row]!.Value, loss[row], margin[row],
                    weight[row], logitWeight[row], norm[row])));

            async Task<T[]> Column<T>(int field)
                where T : struct
            {
                var values = new T[count];
                await group.ReadAsync<T>(fields[field], values.AsMemory(), cancellationToken: TestContext.Current.CancellationToken);
                return values;
            }

            async Task<T?[]> Optional<T>(int field)
                where T : struct
            {
                var values = new T?[count];
                await group.ReadAsync(fields[field], values.AsMemory(), cancellationToken: TestContext.Current.CancellationToken);
                return values;
            }
        }

        return rows;
    }
}
