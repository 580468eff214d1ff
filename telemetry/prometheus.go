package telemetry

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/otlptranslator"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
)

// This file shows the metrics as Prometheus reads them. Names are made as
// OpenTelemetry's compatibility specification says, so that a dashboard fits
// whether figures are scraped here or come through a collector. The official
// bridge would add the client library, its process collectors and a megabyte.

func (t *Telemetry) serveMetrics(w http.ResponseWriter, r *http.Request) {
	var collected metricdata.ResourceMetrics
	if err := t.scrape.Collect(r.Context(), &collected); err != nil {
		http.Error(w, "the metrics cannot be collected", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", string(expfmt.NewFormat(expfmt.TypeTextPlain)))
	families := []*dto.MetricFamily{about(collected)}
	for _, scope := range collected.ScopeMetrics {
		for _, metrics := range scope.Metrics {
			if made := family(metrics); made != nil {
				families = append(families, made)
			}
		}
	}
	slices.SortFunc(families, func(a, b *dto.MetricFamily) int { return strings.Compare(a.GetName(), b.GetName()) })
	for _, made := range families {
		if _, err := expfmt.MetricFamilyToText(w, made); err != nil {
			return // the scraper hung up
		}
	}
}

// about is target_info, which holds what is the same for all metrics.
func about(collected metricdata.ResourceMetrics) *dto.MetricFamily {
	name, one := "target_info", 1.0
	help, kind := "Target metadata", dto.MetricType_GAUGE
	return &dto.MetricFamily{Name: &name, Help: &help, Type: &kind, Metric: []*dto.Metric{
		{Label: labels(*collected.Resource.Set()), Gauge: &dto.Gauge{Value: &one}},
	}}
}

func family(metrics metricdata.Metrics) *dto.MetricFamily {
	made := &dto.MetricFamily{Help: &metrics.Description}
	kind, translated := dto.MetricType_GAUGE, otlptranslator.MetricType(otlptranslator.MetricTypeGauge)
	switch data := metrics.Data.(type) {
	case metricdata.Sum[int64]:
		if data.IsMonotonic {
			kind, translated = dto.MetricType_COUNTER, otlptranslator.MetricTypeMonotonicCounter
		}
		made.Metric = values(data.DataPoints, data.IsMonotonic)
	case metricdata.Sum[float64]:
		if data.IsMonotonic {
			kind, translated = dto.MetricType_COUNTER, otlptranslator.MetricTypeMonotonicCounter
		}
		made.Metric = values(data.DataPoints, data.IsMonotonic)
	case metricdata.Gauge[int64]:
		made.Metric = values(data.DataPoints, false)
	case metricdata.Histogram[float64]:
		kind, translated = dto.MetricType_HISTOGRAM, otlptranslator.MetricTypeHistogram
		made.Metric = histograms(data.DataPoints)
	default:
		panic(fmt.Sprintf("metric %s is a %T, which no instrument makes", metrics.Name, data))
	}
	namer := otlptranslator.NewMetricNamer("", otlptranslator.UnderscoreEscapingWithSuffixes)
	name, err := namer.Build(otlptranslator.Metric{Name: metrics.Name, Unit: metrics.Unit, Type: translated})
	if err != nil {
		return nil // no name can be made of it
	}
	made.Name, made.Type = &name, &kind
	return made
}

func values[N int64 | float64](points []metricdata.DataPoint[N], counter bool) []*dto.Metric {
	made := make([]*dto.Metric, len(points))
	for i, point := range points {
		value := float64(point.Value)
		made[i] = &dto.Metric{Label: labels(point.Attributes)}
		if counter {
			made[i].Counter = &dto.Counter{Value: &value}
		} else {
			made[i].Gauge = &dto.Gauge{Value: &value}
		}
	}
	return made
}

func histograms(points []metricdata.HistogramDataPoint[float64]) []*dto.Metric {
	made := make([]*dto.Metric, len(points))
	for i, point := range points {
		var below uint64
		histogram := &dto.Histogram{SampleCount: &point.Count, SampleSum: &point.Sum}
		for b, bound := range point.Bounds {
			below += point.BucketCounts[b]
			cumulative := below
			histogram.Bucket = append(histogram.Bucket, &dto.Bucket{UpperBound: &bound, CumulativeCount: &cumulative})
		}
		made[i] = &dto.Metric{Label: labels(point.Attributes), Histogram: histogram}
	}
	return made
}

func labels(set attribute.Set) []*dto.LabelPair {
	namer := otlptranslator.LabelNamer{}
	var made []*dto.LabelPair
	for _, kv := range set.ToSlice() {
		name, err := namer.Build(string(kv.Key))
		if err != nil {
			continue // an attribute of the environment without a letter in its name
		}
		value := kv.Value.String()
		made = append(made, &dto.LabelPair{Name: &name, Value: &value})
	}
	return made
}
